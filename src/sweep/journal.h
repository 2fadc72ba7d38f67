/* journal.h - runs.csv as a journal: rows are only ever appended, each by one write and an fsync.
 *
 * What is in the file up to its last '\n' is true, whenever the program or the machine was stopped: the heading was
 * put there as a whole, and the piece of a row after the last '\n' is cut when the journal is opened again.  While
 * it is open no other sweep can open it (a lock of fcntl, which a shared folder keeps where it has locks). */
#ifndef SWEEP_JOURNAL_H
#define SWEEP_JOURNAL_H

#include "sweep/sweep.h"

struct journal {
    int file;   /* -1: not open */
    bool made;  /* by this journal_open: there was no such file */
    char *path; /* owned */
    char *head; /* the two lines of heading, owned */
};

/* Makes the file with its heading, or with resume opens the one that is there if it is of the same sweep, and cuts a
 * half row.  Of two programs that do so at once, one gets it.  {.file = -1} is one that is not open; one that could
 * not be opened needs journal_close, too.  CATAPULT_STATUS_USAGE if it is there, another sweep's or in use, CATAPULT_STATUS_IO. */
enum catapult_status journal_open(struct journal *journal, const char *path, const struct sweep *sweep, bool resume,
                                  struct catapult_error *err);

/* Removes the file if this journal_open has made it: its sweep was refused.  Still to be closed. */
void journal_withdraw(struct journal *journal);

/* Appends rows, all or none of them as far as the disk lets. */
enum catapult_status journal_append(struct journal *journal, const struct sweep_row *row, size_t count,
                                    struct catapult_error *err);

/* The rows in the file. */
enum catapult_status journal_rows(const struct journal *journal, struct sweep_rows *rows, struct catapult_error *err);

void journal_close(struct journal *journal);

/* The rows of a journal that need not be open, half rows left out; head: NULL, or the heading that it must have. */
enum catapult_status journal_read(const char *path, const char *head, struct sweep_rows *rows,
                                  struct catapult_error *err);

/* FOLDER/NAME, owned by the caller. */
char *journal_path(const char *folder, const char *name);

/* The whole of an open file from its beginning, owned, with a '\0' behind.  NULL with *err: CATAPULT_STATUS_IO, or CATAPULT_STATUS_INPUT with
 * PATH:LINE for a line of a megabyte, so that what is no journal does not fill the memory. */
char *journal_text(int file, const char *path, size_t *size, struct catapult_error *err);

#endif
