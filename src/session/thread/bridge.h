/* bridge.h - what both threads use: the queue of commands, and the board with what is published.  Each has a lock; all
 * else belongs to one thread.
 *
 * Queue: commands from the front end to the compute thread, first in, first out.  The sender never waits for the
 * receiver.  Long work calls queue_interrupted now and then: true when a waiting command makes the work pointless.
 *
 * Board: what the compute thread shows to the front end: a snapshot, the histories that belong to it, and a pipe that
 * wakes the front end.  The compute thread opens the board, changes it and closes it again, all within microseconds.
 * The front end sees either all of a change or none of it.  Rows of the run in focus after the last published one stay
 * hidden.  Only the compute thread changes histories, so it reads them without opening the board. */
#ifndef SESSION_BRIDGE_H
#define SESSION_BRIDGE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <catapult/lr.h>

#include "session/thread/event.h"
#include "session/thread/session.h"

/* --- the queue --- */

enum command_kind {
    COMMAND_RUN,
    COMMAND_FORWARD,
    COMMAND_GOTO,
    COMMAND_FORK,
    COMMAND_FOCUS,
    COMMAND_DELETE,
    COMMAND_UNDO,
    COMMAND_REDO,
    COMMAND_SET_LR,
    COMMAND_RESTART,
    COMMAND_SET_RATE,
    COMMAND_SET_BUDGET,
    COMMAND_SET_HISTORY,
    COMMAND_WANT,
    COMMAND_MEASURE,
    COMMAND_LISTEN,
    COMMAND_PLAY
};

struct session_command {
    enum command_kind kind;
    union {
        bool flag;     /* RUN: running; RESTART: next seed; MEASURE: in the background */
        long t;        /* FORWARD: steps; GOTO, FORK: iteration */
        char name;     /* FOCUS, DELETE: of a run */
        struct catapult_lr lr;
        double rate;
        size_t bytes;
        struct {
            unsigned probes; /* PROBE_BITs */
            int model;
        } want;
        struct {
            event_listener hear;
            void *context;
        } listen;
        struct {
            const struct event *events; /* borrowed until the session ends */
            size_t count;
        } play;
    } to;
};

struct queue {
    pthread_mutex_t lock; /* protects everything below */
    pthread_cond_t filled;
    struct session_command *waiting;
    size_t count, capacity;
    bool open, closed;
};

bool queue_init(struct queue *queue);
void queue_done(struct queue *queue);

/* Without memory the command is lost. */
void queue_put(struct queue *queue, const struct session_command *command);

/* The receiver waits in queue_wait_open until the sender calls queue_open; commands collect until then. */
void queue_open(struct queue *queue);
void queue_wait_open(struct queue *queue); /* also returns if closed */

/* No more commands: tells the receiver to end. */
void queue_close(struct queue *queue);
bool queue_closed(struct queue *queue);

/* Takes the next command.  Returns false if there is none, or if the bit of its kind is set in `held`. */
bool queue_take(struct queue *queue, unsigned held, struct session_command *out);

/* True if closed, or a restart is waiting. */
bool queue_interrupted(struct queue *queue);

/* Sleeps until a command is waiting, the queue is closed, or the time `until` is reached. */
void queue_wait(struct queue *queue, int64_t until);

/* --- the board --- */

struct board {
    pthread_mutex_t lock;      /* protects everything below */
    struct snapshot shown;
    size_t rows;               /* rows of the histories that the snapshot shows */
    int models;                /* histories in use per run */
    int runs, focus;           /* for the next published snapshot */
    struct catapult_history run[RUNS_MAX][CATAPULT_MODEL_COUNT];
    struct catapult_history ended[CATAPULT_MODEL_COUNT]; /* the run before the last restart, for board_ghost */
    int ended_models;
    unsigned long epoch, restarts, fetched, copied; /* fetched: generation, copied: epoch of the front end's copy */
    void *probe[PROBE_COUNT];  /* results, owned; NULL: none yet */
    int wake[2];               /* pipe: holds one byte if and only if `waiting` */
    bool waiting;              /* published since the last fetch */
};

bool board_init(struct board *board);
void board_done(struct board *board);

void board_open(struct board *board);
void board_close(struct board *board);

/* The histories of the run in focus, and its newest iteration.  Compute thread only. */
const struct catapult_history *board_rows(const struct board *board);
long board_newest(const struct board *board);

/* Bytes of all rows of all runs, including the front end's copies. */
size_t board_bytes(const struct board *board);

/* --- between open and close --- */

/* Restarts the run in focus with empty histories.  The old one is kept for board_ghost if it has at least one step.
 * models 0: there is no run any more. */
void board_restart(struct board *board, int models, int top);

/* Appends a row to one history.  Returns false if out of memory. */
bool board_push(struct board *board, int model, double eta, const struct catapult_measure *measure);

/* Adds a run with these histories (ownership moves to the board) and puts it in focus. */
void board_add(struct board *board, const struct catapult_history histories[CATAPULT_MODEL_COUNT]);

void board_focus(struct board *board, int run);

/* Removes a run that is not in focus; the runs after it move up. */
void board_remove(struct board *board, int run);

/* Keeps the first `rows` rows of every history of the run in focus.  Increments the epoch if this removes a row that
 * the front end may have seen, other than the newest. */
void board_cut(struct board *board, size_t rows);

/* Publishes the snapshot with all current rows; fills in generation, epoch and restarts. */
void board_publish(struct board *board, const struct snapshot *snapshot);

/* Copies a probe's result.  Opens and closes the board itself. */
void board_put_probe(struct board *board, enum probe_kind kind, const void *result, size_t size);

/* --- the front end's side; these functions open and close the board themselves --- */

bool board_fetch(struct board *board, struct snapshot *out, struct catapult_history *histories);
bool board_waiting(struct board *board, int run, unsigned long stamp, struct catapult_history *histories);
bool board_ghost(struct board *board, struct catapult_history *ghosts);
bool board_probe(struct board *board, enum probe_kind kind, struct probe_head *result);

#endif
