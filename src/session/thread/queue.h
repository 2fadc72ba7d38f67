/* queue.h - commands from the front end to the compute thread, first in, first out.
 *
 * The sender never waits for the receiver.  Long work calls queue_interrupted now and then: true when a waiting
 * command makes the work pointless. */
#ifndef SESSION_QUEUE_H
#define SESSION_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <catapult/lr.h>

#include "session/thread/event.h"

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
    COMMAND_LISTEN,
    COMMAND_PLAY
};

struct session_command {
    enum command_kind kind;
    union {
        bool flag;     /* RUN: running; RESTART: next seed */
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

#endif
