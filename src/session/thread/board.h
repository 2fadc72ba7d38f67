/* board.h - what the compute thread shows and the front end looks at: a snapshot, the histories that belong to
 * it, and a pipe that wakes the front end.
 *
 * The compute thread opens the board, changes it and closes it again, all within microseconds; the front end
 * sees either all of that or nothing.  Rows of the run in focus beyond the ones that were last published stay unseen.
 * Only the compute thread changes histories, so it reads them without opening. */
#ifndef SESSION_BOARD_H
#define SESSION_BOARD_H

#include <pthread.h>

#include "session/thread/session.h"

struct board {
    pthread_mutex_t lock;      /* protects all below */
    struct snapshot shown;
    size_t rows;               /* of the histories that the snapshot shows */
    int models;                /* histories in use, of each run */
    int runs, focus;           /* as in the snapshot that is published next */
    struct catapult_history run[RUNS_MAX][CATAPULT_MODEL_COUNT];
    struct catapult_history ended[CATAPULT_MODEL_COUNT]; /* the run before the last restart, until it is handed over */
    int ended_models;
    unsigned long epoch, restarts, fetched, copied; /* fetched: generation, copied: epoch that the front end has */
    void *probe[PROBE_COUNT];  /* results, owned; NULL: none yet */
    int wake[2];               /* pipe: holds one byte exactly when `waiting` */
    bool waiting;              /* published since the last fetch */
};

bool board_init(struct board *board);
void board_done(struct board *board);

void board_open(struct board *board);
void board_close(struct board *board);

/* The histories of the run in focus, and its newest iteration, for the compute thread. */
const struct catapult_history *board_rows(const struct board *board);
long board_newest(const struct board *board);

/* Bytes of all rows of all runs, with the copy that the front end has of them. */
size_t board_bytes(const struct board *board);

/* --- between open and close --- */

/* The run in focus begins anew, empty; one of at least one step is kept for board_ghost if there is none newer.
 * models 0: there is no run any more. */
void board_restart(struct board *board, int models, int top);

/* Appends a row to one history; false without memory. */
bool board_push(struct board *board, int model, double eta, const struct catapult_measure *measure);

/* Another run, with these histories, which are taken over; it is in focus. */
void board_add(struct board *board, const struct catapult_history histories[CATAPULT_MODEL_COUNT]);

void board_focus(struct board *board, int run);

/* Forgets a run that is not in focus; those behind it move up. */
void board_remove(struct board *board, int run);

/* Keeps the first `rows` rows of every history of the run in focus.  A change of what the front end may have seen beyond
 * its newest row is a new epoch. */
void board_cut(struct board *board, size_t rows);

/* Shows the snapshot with all rows there are; fills in generation, epoch and restarts. */
void board_publish(struct board *board, const struct snapshot *snapshot);

/* Copies a probe's result; opens and closes by itself. */
void board_put_probe(struct board *board, enum probe_kind kind, const void *result, size_t size);

/* --- the front end's side; these open and close by themselves --- */

bool board_fetch(struct board *board, struct snapshot *out, struct catapult_history *histories);
bool board_waiting(struct board *board, int run, unsigned long stamp, struct catapult_history *histories);
bool board_ghost(struct board *board, struct catapult_history *ghosts);
bool board_probe(struct board *board, enum probe_kind kind, struct probe_head *result);

#endif
