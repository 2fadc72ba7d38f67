/* session.c - see session.h: the front end's side of the bridge. */
#include "session/thread/session.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "session/thread/worker.h"

struct session {
    struct worker worker;
    pthread_t thread;
    bool started; /* session_listen and session_play are no longer allowed */
};

static void *compute(void *argument)
{
    worker_main(argument);
    return NULL;
}

/* Signals sent to the process go to the front end's thread.  Faults stay with the thread that causes them, so that a
 * handler can restore the terminal. */
static bool start_thread(struct session *session)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    sigset_t blocked, before;
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigdelset(&blocked, faults[i]);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    bool ok = thread_start(&session->thread, compute, &session->worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

struct session *session_new(const struct catapult_settings *settings, session_loader load, bool running)
{
    struct session *session = malloc(sizeof *session);
    if (!session || !worker_init(&session->worker, settings, load, running)) {
        free(session);
        return NULL;
    }
    session->started = false;
    if (!start_thread(session)) {
        worker_done(&session->worker);
        free(session);
        return NULL;
    }
    return session;
}

void session_start(struct session *session)
{
    session->started = true;
    queue_open(&session->worker.queue);
}

void session_stop(struct session *session)
{
    if (!session)
        return;
    queue_close(&session->worker.queue);
    pthread_join(session->thread, NULL);
    worker_done(&session->worker);
    free(session);
}

int session_fd(const struct session *session)
{
    return session->worker.board.wake[0];
}

bool session_fetch(struct session *session, struct snapshot *out, struct catapult_history *histories)
{
    return board_fetch(&session->worker.board, out, histories);
}

bool session_probe(struct session *session, enum probe_kind kind, struct probe_head *result)
{
    return board_probe(&session->worker.board, kind, result);
}

bool session_rows(struct session *session, int index, unsigned long stamp, struct catapult_history *histories)
{
    return board_waiting(&session->worker.board, index, stamp, histories);
}

bool session_ghost(struct session *session, struct catapult_history *ghosts)
{
    return board_ghost(&session->worker.board, ghosts);
}

static void session_put(struct session *session, struct session_command command)
{
    queue_put(&session->worker.queue, &command);
}

void session_run(struct session *session, bool running)
{
    session_put(session, (struct session_command){COMMAND_RUN, .to.flag = running});
}

void session_forward(struct session *session, int steps)
{
    session_put(session, (struct session_command){COMMAND_FORWARD, .to.t = steps});
}

void session_goto(struct session *session, long t)
{
    session_put(session, (struct session_command){COMMAND_GOTO, .to.t = t});
}

void session_fork(struct session *session, long t)
{
    session_put(session, (struct session_command){COMMAND_FORK, .to.t = t});
}

void session_focus(struct session *session, char name)
{
    session_put(session, (struct session_command){COMMAND_FOCUS, .to.name = name});
}

void session_delete(struct session *session, char name)
{
    session_put(session, (struct session_command){COMMAND_DELETE, .to.name = name});
}

void session_undo(struct session *session)
{
    session_put(session, (struct session_command){.kind = COMMAND_UNDO});
}

void session_redo(struct session *session)
{
    session_put(session, (struct session_command){.kind = COMMAND_REDO});
}

void session_set_lr(struct session *session, const struct catapult_lr *lr)
{
    session_put(session, (struct session_command){COMMAND_SET_LR, .to.lr = *lr});
}

void session_restart(struct session *session, bool next_seed)
{
    session_put(session, (struct session_command){COMMAND_RESTART, .to.flag = next_seed});
}

void session_set_rate(struct session *session, double iterations_per_second)
{
    session_put(session, (struct session_command){COMMAND_SET_RATE, .to.rate = iterations_per_second});
}

void session_set_history(struct session *session, size_t bytes)
{
    session_put(session, (struct session_command){COMMAND_SET_HISTORY, .to.bytes = bytes});
}

void session_set_budget(struct session *session, size_t bytes)
{
    session_put(session, (struct session_command){COMMAND_SET_BUDGET, .to.bytes = bytes});
}

void session_listen(struct session *session, event_listener hear, void *context)
{
    assert(!session->started);
    session_put(session, (struct session_command){COMMAND_LISTEN, .to.listen = {hear, context}});
}

void session_play(struct session *session, const struct event *events, size_t count)
{
    assert(!session->started);
    session_put(session, (struct session_command){COMMAND_PLAY, .to.play = {events, count}});
}

void session_measure(struct session *session, bool background)
{
    session_put(session, (struct session_command){COMMAND_MEASURE, .to.flag = background});
}

void session_want(struct session *session, unsigned probes, int model)
{
    session_put(session, (struct session_command){COMMAND_WANT, .to.want = {probes, model}});
}
