/* journal.h - runs.csv as a journal: rows are only appended, each with one write and an fsync.
 *
 * The file is valid up to its last '\n', whenever the program or the machine stopped: the heading is written as a
 * whole, and an incomplete row after the last '\n' is cut off when the journal is opened again.  While a journal is
 * open no other sweep can open it (an fcntl lock, which also works in a shared folder if its file system has locks). */
#ifndef SWEEP_JOURNAL_H
#define SWEEP_JOURNAL_H

#include "sweep/sweep.h"

struct journal {
    int file;   /* -1: not open */
    bool made;  /* this journal_open created the file */
    char *path; /* owned */
    char *head; /* the two lines of the heading, owned */
};

/* Creates the file with its heading, or with resume opens the existing one if it is of the same sweep, and cuts off
 * an incomplete row.  Of two programs that do so at once, one succeeds.  {.file = -1} is a journal that is not open;
 * call journal_close also after a failure.  CATAPULT_STATUS_USAGE if the file exists (without resume), belongs to
 * another sweep or is in use; CATAPULT_STATUS_IO. */
enum catapult_status journal_open(struct journal *journal, const char *path, const struct sweep *sweep, bool resume,
                                  struct catapult_error *err);

/* Removes the file if this journal_open created it, because its sweep was refused.  journal_close is still needed. */
void journal_withdraw(struct journal *journal);

/* Appends rows: all or none of them, as far as the disk allows. */
enum catapult_status journal_append(struct journal *journal, const struct sweep_row *row, size_t count,
                                    struct catapult_error *err);

/* Reads the rows of the file. */
enum catapult_status journal_rows(const struct journal *journal, struct sweep_rows *rows, struct catapult_error *err);

void journal_close(struct journal *journal);

/* Reads the rows of a journal that need not be open, without an incomplete last row.  head: NULL, or the heading it
 * must have. */
enum catapult_status journal_read(const char *path, const char *head, struct sweep_rows *rows,
                                  struct catapult_error *err);

/* FOLDER/NAME, owned by the caller. */
char *journal_path(const char *folder, const char *name);

/* Reads all of an open file, NUL-terminated, owned by the caller.  NULL with *err: CATAPULT_STATUS_IO, or
 * CATAPULT_STATUS_INPUT with PATH:LINE if a line is longer than a megabyte, so that a file that is not a journal does
 * not fill the memory. */
char *journal_text(int file, const char *path, size_t *size, struct catapult_error *err);

#endif
