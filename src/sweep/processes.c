/* processes.c - a team of processes: the one file that forks.
 *
 *     this process --- pipe of jobs ---> worker --- pipe of replies ---> this process
 *                   keeper: forks the worker, waits; if it dies, reports that and forks the next
 *
 * The keeper is forked before any job runs and computes nothing.  So a new worker is a copy of a process without
 * threads or active libraries, and the process that holds the team does not fork again (under MPI it must not).  A
 * reply is one write of at most PIPE_BUF bytes, which arrives whole or not at all.  Keeper and worker are a process
 * group of their own, which Ctrl-C in a terminal does not reach.  When this process is gone, for whatever reason, the
 * worker ends at its next tick or at the end of its pipe, and then the keeper ends. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "sweep/team.h"

_Static_assert(sizeof(struct reply) <= PIPE_BUF, "a reply is written at once");

static const int64_t tick_period = CLOCK_SECOND / 2;

struct member {
    pid_t keeper; /* 0: lost */
    int jobs, replies;
    bool busy;
};

struct processes {
    struct team team;
    struct member *member;
    struct sigaction pipe; /* the earlier handler of SIGPIPE */
};

/* --- in the worker ------------------------------------------------------------------------------------------------ */

/* False at the end of the pipe. */
static bool read_whole(int file, void *buffer, size_t size)
{
    for (size_t have = 0; have < size;) {
        ssize_t got = read(file, (char *)buffer + have, size - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        have += (size_t)got;
    }
    return true;
}

static bool write_whole(int file, const void *buffer, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t put = write(file, (const char *)buffer + done, size - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    return true;
}

struct ticking {
    int replies;
    int64_t last;
};

/* Reports progress.  If nobody reads it, SIGPIPE ends the worker. */
static int tick(void *context, const char *what, double fraction)
{
    struct ticking *ticking = context;
    int64_t now = clock_now();
    (void)what;
    if (now - ticking->last >= tick_period) {
        struct reply reply = {.kind = REPLY_TICK, .fraction = fraction};
        ticking->last = now;
        write_whole(ticking->replies, &reply, sizeof reply);
    }
    return 0;
}

static void work(const struct member *member)
{
    struct job_context context = {.experiment = NULL};
    struct ticking ticking = {member->replies, 0};
    struct catapult_progress listen = {tick, &ticking};
    struct job *job = xnew_array(1, sizeof *job);
    while (read_whole(member->jobs, job, sizeof *job)) {
        struct reply reply;
        memset(&reply, 0, sizeof reply);
        team_work(&context, job, &listen, &reply);
        write_whole(member->replies, &reply, sizeof reply);
    }
}

/* --- in the keeper ------------------------------------------------------------------------------------------------ */

static void plain_signals(void)
{
    static const int all[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        signal(all[i], SIG_DFL);
}

/* Describes in text how the worker died of its job; false if it ended normally. */
static bool death(int status, char *text, size_t size)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return false;
    if (WIFEXITED(status))
        snprintf(text, size, "its process ended with exit status %d", WEXITSTATUS(status));
    else
        snprintf(text, size, "its process was killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return true;
}

static void keeper_run(const struct member *member)
{
    for (;;) {
        struct reply reply = {.kind = REPLY_CRASHED};
        int status;
        pid_t worker = fork();
        if (worker == 0) {
            work(member);
            _exit(0);
        }
        if (worker < 0)
            return;
        while (waitpid(worker, &status, 0) < 0)
            if (errno != EINTR)
                return;
        if (!death(status, reply.text, sizeof reply.text))
            return;
        write_whole(member->replies, &reply, sizeof reply);
    }
}

/* --- in this process ------------------------------------------------------------------------------------------------ */

static void close_others(const struct processes *p, int count)
{
    for (int i = 0; i < count; i++) {
        close(p->member[i].jobs);
        close(p->member[i].replies);
    }
}

/* Both ends are close-on-exec: otherwise the daemon that MPI_Init starts would inherit a worker's pipe and keep it
 * open, and the worker would never see its end. */
static bool pipe_pair(int ends[2])
{
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    return true;
}

static bool member_start(struct processes *p, int index)
{
    int jobs[2], replies[2];
    if (!pipe_pair(jobs))
        return false;
    if (!pipe_pair(replies)) {
        close(jobs[0]);
        close(jobs[1]);
        return false;
    }
    fflush(NULL); /* buffered output must not be written twice */
    pid_t keeper = fork();
    if (keeper == 0) {
        setpgid(0, 0);
        plain_signals();
        close_others(p, index);
        close(jobs[1]);
        close(replies[0]);
        keeper_run(&(struct member){0, jobs[0], replies[1], false});
        _exit(0);
    }
    close(jobs[0]);
    close(replies[1]);
    if (keeper > 0) {
        setpgid(keeper, keeper); /* called in both processes: either may run first */
        p->member[index] = (struct member){keeper, jobs[1], replies[0], false};
        return true;
    }
    close(jobs[1]);
    close(replies[0]);
    return false;
}

static bool give(struct team *team, int worker, const struct job *job)
{
    struct member *member = &((struct processes *)team)->member[worker];
    member->busy = true;
    return member->keeper > 0 && write_whole(member->jobs, job, sizeof *job);
}

/* An idle worker ends when the pipe of jobs closes; it is waited for, so that its time counts as this process's (time
 * catapult sweep ...).  A busy one is killed. */
static void member_stop(struct member *member)
{
    if (member->keeper <= 0)
        return;
    close(member->jobs);
    if (member->busy)
        kill(-member->keeper, SIGKILL);
    while (waitpid(member->keeper, NULL, 0) < 0 && errno == EINTR)
        continue;
    close(member->replies);
    *member = (struct member){0, -1, -1, false};
}

static void hear(struct member *member, struct reply *reply)
{
    if (read_whole(member->replies, reply, sizeof *reply)) {
        /* after a crash the new worker may already have a job that its predecessor had not read */
        member->busy = reply->kind == REPLY_TICK || reply->kind == REPLY_CRASHED;
        return;
    }
    member->busy = true;
    memset(reply, 0, sizeof *reply);
    reply->kind = REPLY_LOST;
    snprintf(reply->text, sizeof reply->text, "its process is gone");
    member_stop(member);
}

static bool take(struct team *team, int wait, int *worker, struct reply *reply)
{
    struct processes *p = (struct processes *)team;
    struct pollfd *wanted = xnew_array((size_t)team->workers, sizeof *wanted);
    for (int i = 0; i < team->workers; i++)
        wanted[i] = (struct pollfd){p->member[i].keeper > 0 ? p->member[i].replies : -1, POLLIN, 0};
    bool found = false;
    if (poll(wanted, (nfds_t)team->workers, wait) > 0)
        for (int i = 0; i < team->workers && !found; i++)
            if (wanted[i].revents) {
                *worker = i;
                hear(&p->member[i], reply);
                found = true;
            }
    free(wanted);
    return found;
}

static void end(struct team *team)
{
    struct processes *p = (struct processes *)team;
    for (int i = 0; i < team->workers; i++)
        member_stop(&p->member[i]);
    sigaction(SIGPIPE, &p->pipe, NULL);
    free(p->member);
    free(p);
}

static const struct team_class processes = {.word = "process", .give = give, .take = take, .end = end};

struct team *team_processes(int workers)
{
    struct processes *p = xnew_array(1, sizeof *p);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    p->team.class = &processes;
    child_expect();
    p->member = xnew_array((size_t)workers, sizeof *p->member);
    sigaction(SIGPIPE, &ignore, &p->pipe);
    while (p->team.workers < workers && member_start(p, p->team.workers))
        p->team.workers++;
    if (p->team.workers > 0)
        return &p->team;
    int reason = errno;
    end(&p->team);
    errno = reason;
    return NULL;
}
