/* bridge.c - see bridge.h. */
#include "session/thread/bridge.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"

/* --- the queue ---------------------------------------------------------------------------------------------- */

bool queue_init(struct queue *queue)
{
    memset(queue, 0, sizeof *queue);
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    /* deadlines must not change when the wall clock is set */
    bool ok = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0
              && pthread_cond_init(&queue->filled, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    if (ok && pthread_mutex_init(&queue->lock, NULL) != 0) {
        pthread_cond_destroy(&queue->filled);
        ok = false;
    }
    return ok;
}

void queue_done(struct queue *queue)
{
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
    free(queue->waiting);
}

static bool queue_reserve(struct queue *queue, size_t count)
{
    if (count <= queue->capacity)
        return true;
    size_t capacity = queue->capacity ? 2 * queue->capacity : 32;
    struct session_command *waiting = realloc(queue->waiting, capacity * sizeof *waiting);
    if (!waiting)
        return false;
    queue->waiting = waiting;
    queue->capacity = capacity;
    return true;
}

void queue_put(struct queue *queue, const struct session_command *command)
{
    pthread_mutex_lock(&queue->lock);
    if (queue_reserve(queue, queue->count + 1)) {
        queue->waiting[queue->count++] = *command;
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->lock);
}

static void queue_set(struct queue *queue, bool *flag)
{
    pthread_mutex_lock(&queue->lock);
    *flag = true;
    pthread_cond_signal(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
}

void queue_open(struct queue *queue)
{
    queue_set(queue, &queue->open);
}

void queue_wait_open(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->open && !queue->closed)
        pthread_cond_wait(&queue->filled, &queue->lock);
    pthread_mutex_unlock(&queue->lock);
}

void queue_close(struct queue *queue)
{
    queue_set(queue, &queue->closed);
}

bool queue_closed(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    bool closed = queue->closed;
    pthread_mutex_unlock(&queue->lock);
    return closed;
}

bool queue_take(struct queue *queue, unsigned held, struct session_command *out)
{
    pthread_mutex_lock(&queue->lock);
    bool taken = queue->count > 0 && !(held >> queue->waiting[0].kind & 1);
    if (taken) {
        *out = queue->waiting[0];
        queue->count--;
        memmove(queue->waiting, queue->waiting + 1, queue->count * sizeof *queue->waiting);
    }
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

bool queue_interrupted(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    bool interrupted = queue->closed;
    for (size_t i = 0; i < queue->count; i++)
        interrupted = interrupted || queue->waiting[i].kind == COMMAND_RESTART;
    pthread_mutex_unlock(&queue->lock);
    return interrupted;
}

void queue_wait(struct queue *queue, int64_t until)
{
    struct timespec deadline = {(time_t)(until / CLOCK_SECOND), (long)(until % CLOCK_SECOND)};
    pthread_mutex_lock(&queue->lock);
    bool late = false;
    while (queue->count == 0 && !queue->closed && !late) {
        if (until == CLOCK_NEVER)
            pthread_cond_wait(&queue->filled, &queue->lock);
        else
            late = pthread_cond_timedwait(&queue->filled, &queue->lock, &deadline) != 0;
    }
    pthread_mutex_unlock(&queue->lock);
}

/* --- the board ---------------------------------------------------------------------------------------------- */

enum { ROWS_AT_ONCE = 512 }; /* copied per lock; about ten microseconds per model */

static bool open_pipe(int wake[2])
{
    if (pipe(wake) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        fcntl(wake[i], F_SETFD, FD_CLOEXEC);
        fcntl(wake[i], F_SETFL, O_NONBLOCK);
    }
    return true;
}

bool board_init(struct board *board)
{
    memset(board, 0, sizeof *board);
    if (pthread_mutex_init(&board->lock, NULL) != 0)
        return false;
    if (!open_pipe(board->wake)) {
        pthread_mutex_destroy(&board->lock);
        return false;
    }
    board->copied = (unsigned long)-1;
    return true;
}

static void histories_done(struct catapult_history *histories, int models)
{
    for (int i = 0; i < models; i++)
        catapult_history_done(&histories[i]);
}

void board_done(struct board *board)
{
    for (int i = 0; i < board->runs; i++)
        histories_done(board->run[i], board->models);
    histories_done(board->ended, board->ended_models);
    for (int i = 0; i < PROBE_COUNT; i++)
        free(board->probe[i]);
    close(board->wake[0]);
    close(board->wake[1]);
    pthread_mutex_destroy(&board->lock);
}

void board_open(struct board *board)
{
    pthread_mutex_lock(&board->lock);
}

void board_close(struct board *board)
{
    pthread_mutex_unlock(&board->lock);
}

const struct catapult_history *board_rows(const struct board *board)
{
    return board->run[board->focus];
}

size_t board_bytes(const struct board *board)
{
    size_t bytes = 0;
    for (int run = 0; run < board->runs; run++)
        for (int i = 0; i < board->models; i++)
            bytes += 2 * board->run[run][i].length * catapult_history_row_bytes(board->run[run][i].top);
    return bytes;
}

long board_newest(const struct board *board)
{
    return (long)board_rows(board)->length - 1;
}

/* Ends the run in focus.  Its histories become the ghost if it has at least one step. */
static void board_end_run(struct board *board)
{
    struct catapult_history *run = board->run[board->focus];
    if (board->models == 0)
        return;
    board->restarts++;
    if (run[0].length > 1) {
        histories_done(board->ended, board->ended_models);
        memcpy(board->ended, run, sizeof board->ended);
        board->ended_models = board->models;
    } else {
        histories_done(run, board->models);
    }
}

void board_restart(struct board *board, int models, int top)
{
    board_end_run(board);
    for (int i = 0; i < board->runs && models == 0; i++)
        if (i != board->focus)
            histories_done(board->run[i], board->models);
    if (models == 0)
        board->runs = board->focus = 0;
    else if (board->runs == 0)
        board->runs = 1;
    board->models = models;
    for (int i = 0; i < models; i++)
        catapult_history_init(&board->run[board->focus][i], top);
    board->rows = 0;
    board->epoch++;
}

bool board_push(struct board *board, int model, double eta, const struct catapult_measure *measure)
{
    return catapult_history_push(&board->run[board->focus][model], eta, measure);
}

void board_add(struct board *board, const struct catapult_history histories[CATAPULT_MODEL_COUNT])
{
    memcpy(board->run[board->runs], histories, sizeof board->run[0]);
    board_focus(board, board->runs++);
}

void board_focus(struct board *board, int run)
{
    board->focus = run;
    board->epoch++;
}

void board_remove(struct board *board, int run)
{
    histories_done(board->run[run], board->models);
    board->runs--;
    memmove(board->run[run], board->run[run + 1], (size_t)(board->runs - run) * sizeof board->run[0]);
    board->focus -= board->focus > run;
}

void board_cut(struct board *board, size_t rows)
{
    if (rows + 1 < board->rows)
        board->epoch++;
    if (rows < board->rows)
        board->rows = rows;
    for (int i = 0; i < board->models; i++)
        catapult_history_truncate(&board->run[board->focus][i], rows);
}

/* The pipe never fills: it holds at most one byte. */
static void wake(struct board *board)
{
    if (board->waiting)
        return;
    while (write(board->wake[1], "", 1) < 0 && errno == EINTR)
        continue;
    board->waiting = true;
}

static void drain(struct board *board)
{
    char byte;
    if (!board->waiting)
        return;
    while (read(board->wake[0], &byte, 1) < 0 && errno == EINTR)
        continue;
    board->waiting = false;
}

void board_publish(struct board *board, const struct snapshot *snapshot)
{
    unsigned long generation = board->shown.generation + 1;
    board->shown = *snapshot;
    board->shown.generation = generation;
    board->shown.epoch = board->epoch;
    board->shown.restarts = board->restarts;
    board->rows = board->models ? board_rows(board)->length : 0;
    wake(board);
}

/* Copies some of the rows that `copy` lacks.  Returns true if it now has all of them or there is no memory for them.
 * The newest row of the copy may have changed and is copied again. */
static bool board_follow(const struct catapult_history *history, size_t rows, struct catapult_history *copy)
{
    struct catapult_history part = *history;
    size_t keep = copy->length > 0 ? copy->length - 1 : 0;
    part.length = rows < keep + ROWS_AT_ONCE ? rows : keep + ROWS_AT_ONCE;
    catapult_history_truncate(copy, keep < part.length ? keep : part.length);
    return !catapult_history_follow(copy, &part) || copy->length == rows;
}

static bool follow_all(struct board *board, struct catapult_history *histories)
{
    int models = board->shown.models;
    if (models > 0 && board->copied != board->epoch) {
        for (int i = 0; i < models; i++)
            catapult_history_truncate(&histories[i], 0);
        board->copied = board->epoch;
    }
    bool done = true;
    for (int i = 0; i < models; i++)
        done = board_follow(&board_rows(board)[i], board->rows, &histories[i]) && done;
    return done;
}

/* The rows of a waiting run do not change while its stamp is the same. */
bool board_waiting(struct board *board, int run, unsigned long stamp, struct catapult_history *histories)
{
    bool there = true;
    for (bool done = false; !done && there;) {
        board_open(board);
        const struct snapshot *shown = &board->shown;
        there = run < shown->runs && run != shown->focus && shown->run[run].stamp == stamp;
        done = true;
        for (int i = 0; i < shown->models && there; i++)
            done = board_follow(&board->run[run][i], board->run[run][i].length, &histories[i]) && done;
        board_close(board);
    }
    return there;
}

bool board_fetch(struct board *board, struct snapshot *out, struct catapult_history *histories)
{
    bool news = false;
    for (bool done = false; !done;) {
        board_open(board);
        *out = board->shown;
        news = news || board->fetched != out->generation;
        board->fetched = out->generation;
        drain(board);
        done = follow_all(board, histories);
        board_close(board);
    }
    return news;
}

bool board_ghost(struct board *board, struct catapult_history *ghosts)
{
    board_open(board);
    int models = board->ended_models;
    for (int i = 0; i < models; i++) {
        catapult_history_done(&ghosts[i]);
        ghosts[i] = board->ended[i];
    }
    board->ended_models = 0;
    board_close(board);
    return models > 0;
}

void board_put_probe(struct board *board, enum probe_kind kind, const void *result, size_t size)
{
    if (!board->probe[kind]) {
        void *room = xnew_array(1, size);
        board_open(board);
        board->probe[kind] = room;
        board_close(board);
    }
    board_open(board);
    memcpy(board->probe[kind], result, size);
    board->shown.generation++; /* wakes the front end, although the snapshot is the same */
    wake(board);
    board_close(board);
}

bool board_probe(struct board *board, enum probe_kind kind, struct probe_head *result)
{
    board_open(board);
    const struct probe_head *shown = board->probe[kind];
    bool news = shown && shown->serial != result->serial;
    if (news)
        memcpy(result, shown, probe_size(kind));
    board_close(board);
    return news;
}
