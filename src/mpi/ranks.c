/* ranks.c - see ranks.h.
 *
 * MPI_Recv waits in a busy loop, but the processor is needed by this rank's worker process.  So both sides poll for
 * messages (MPI_Iprobe), and between polls they sleep in poll() on the worker's reply. */
#include "mpi/ranks.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

enum { TAG_JOB = 1, TAG_END, TAG_REPLY };
enum { NAP = 5 /* milliseconds */ };

static const double heartbeat = 1, silence = 60; /* seconds */

struct ranks {
    struct team team;
    struct team *own;   /* rank 0's */
    double *heard;      /* (ranks): time of the last message; seconds */
    bool *lost;         /* (ranks) */
};

/* --- the other ranks -------------------------------------------------------------------------------------------------- */

static void send_reply(const struct reply *reply)
{
    MPI_Send(reply, sizeof *reply, MPI_BYTE, 0, TAG_REPLY, MPI_COMM_WORLD);
}

/* False when the team has ended. */
static bool hear_order(struct team *own, struct job *job)
{
    MPI_Status status;
    int there;
    MPI_Iprobe(0, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &status);
    if (!there)
        return true;
    MPI_Recv(job, sizeof *job, MPI_BYTE, 0, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (status.MPI_TAG != TAG_JOB)
        return false;
    if (!own->class->give(own, 0, job)) {
        struct reply reply = {.kind = REPLY_LOST, .text = "its process is gone"};
        send_reply(&reply);
    }
    return true;
}

void ranks_serve(struct team *own)
{
    struct job *job = xnew_array(1, sizeof *job);
    double last = MPI_Wtime();
    while (hear_order(own, job)) {
        struct reply reply;
        int worker;
        memset(&reply, 0, sizeof reply);
        bool replied = own->class->take(own, NAP, &worker, &reply);
        if (!replied && MPI_Wtime() - last < heartbeat)
            continue;
        last = MPI_Wtime();
        send_reply(&reply); /* all zero: a tick */
    }
    free(job);
    own->class->end(own);
}

/* --- rank 0 ----------------------------------------------------------------------------------------------------------------- */

static bool give(struct team *team, int worker, const struct job *job)
{
    struct ranks *ranks = (struct ranks *)team;
    if (worker == 0)
        return ranks->own->class->give(ranks->own, 0, job);
    return !ranks->lost[worker]
           && MPI_Send(job, sizeof *job, MPI_BYTE, worker, TAG_JOB, MPI_COMM_WORLD) == MPI_SUCCESS;
}

static bool hear_rank(struct ranks *ranks, int *worker, struct reply *reply)
{
    MPI_Status status;
    int there;
    MPI_Iprobe(MPI_ANY_SOURCE, TAG_REPLY, MPI_COMM_WORLD, &there, &status);
    if (!there)
        return false;
    *worker = status.MPI_SOURCE;
    MPI_Recv(reply, sizeof *reply, MPI_BYTE, *worker, TAG_REPLY, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    ranks->heard[*worker] = MPI_Wtime();
    if (reply->kind == REPLY_LOST)
        ranks->lost[*worker] = true;
    return true;
}

static bool find_silent(struct ranks *ranks, double now, int *worker, struct reply *reply)
{
    for (int i = 1; i < ranks->team.workers; i++) {
        if (ranks->lost[i] || now - ranks->heard[i] < silence)
            continue;
        ranks->lost[i] = true;
        *worker = i;
        memset(reply, 0, sizeof *reply);
        reply->kind = REPLY_LOST;
        snprintf(reply->text, sizeof reply->text, "nothing was heard from it for %.0f s", silence);
        return true;
    }
    return false;
}

static bool take(struct team *team, int wait, int *worker, struct reply *reply)
{
    struct ranks *ranks = (struct ranks *)team;
    double now = MPI_Wtime(), end = now + 1e-3 * wait;
    for (; now < end; now = MPI_Wtime())
        if (hear_rank(ranks, worker, reply) || ranks->own->class->take(ranks->own, NAP, worker, reply))
            return true;
    return find_silent(ranks, now, worker, reply);
}

bool team_ranks_lost(const struct team *team)
{
    const struct ranks *ranks = (const struct ranks *)team;
    bool lost = false;
    for (int i = 1; i < team->workers; i++)
        lost |= ranks->lost[i];
    return lost;
}

static void end(struct team *team)
{
    struct ranks *ranks = (struct ranks *)team;
    for (int i = 1; i < team->workers; i++)
        if (!ranks->lost[i])
            MPI_Send(NULL, 0, MPI_BYTE, i, TAG_END, MPI_COMM_WORLD);
    ranks->own->class->end(ranks->own);
    free(ranks->heard);
    free(ranks->lost);
    free(ranks);
}

static const struct team_class ranks_class = {.word = "rank", .give = give, .take = take, .end = end};

struct team *team_ranks(struct team *own)
{
    struct ranks *ranks = xnew_array(1, sizeof *ranks);
    ranks->team.class = &ranks_class;
    ranks->own = own;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->team.workers);
    ranks->heard = xnew_array((size_t)ranks->team.workers, sizeof *ranks->heard);
    ranks->lost = xnew_array((size_t)ranks->team.workers, sizeof *ranks->lost);
    for (int i = 0; i < ranks->team.workers; i++)
        ranks->heard[i] = MPI_Wtime();
    return &ranks->team;
}
