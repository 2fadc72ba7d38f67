/* queue.c - see queue.h. */
#include "session/thread/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

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
