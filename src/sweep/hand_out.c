/* hand_out.c - see conduct.h: who gets which job next, what comes of it, and what is said on the way.
 *
 * A worker stays with its seed while that has jobs left, then takes a seed that nobody works on, then helps where most
 * is left.  Within a seed the order is that of --etas: small ones, which take longest, come first, so that the end is
 * not one long job. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "sweep/conduct.h"

enum { SAID_MOST = 20, WAIT = 100 /* milliseconds */ };

/* --- telling ---------------------------------------------------------------------------------------------------------- */

/* Into the folder, too: mpirun no longer shows what a rank says once another one has died. */
void log_line(struct conduct *c, const char *text)
{
    char *path = journal_path(c->way->out, "failed.log");
    FILE *file = fopen(path, "ae");
    if (file) {
        fprintf(file, "%s\n", text);
        fclose(file);
    }
    free(path);
}

static void say(struct conduct *c, const char *text)
{
    log_line(c, text);
    if (c->way->say && c->said < SAID_MOST)
        c->way->say(c->way->say_context, text);
    else if (c->way->say && c->said == SAID_MOST)
        c->way->say(c->way->say_context, "more jobs failed; failed.log has them all");
    c->said++;
}

static void task_of(struct conduct *c, long task, struct job *job)
{
    const struct sweep *sweep = c->sweep;
    long per_seed = (long)sweep->etas * sweep->models;
    sweep_job(sweep, c->measuring ? task * per_seed : task, job);
    job->measure = c->measuring;
    if (!c->measuring && job->eta.unit == CATAPULT_LR_MAX)
        job->eta_max = c->eta_max[sweep_place(sweep, task).seed];
}

static void say_failed(struct conduct *c, long task, const char *why)
{
    char what[160], text[1000];
    task_of(c, task, c->job);
    job_describe(c->job, what, sizeof what);
    snprintf(text, sizeof text, "failed: preset %.100s, %s: %s", c->sweep->settings.name, what, why);
    say(c, text);
}

/* Whether to stop. */
static bool tell_progress(struct conduct *c)
{
    char what[80];
    double part = (double)c->done;
    for (int i = 0; i < c->team->workers; i++)
        if (c->hand[i].task >= 0)
            part += c->hand[i].fraction;
    snprintf(what, sizeof what, "%s %ld of %ld", c->measuring ? "eta_max" : "run",
             c->done < c->todo ? c->done + 1 : c->todo, c->todo);
    return catapult_progress_report(c->way->progress, what, c->todo ? part / (double)c->todo : 1);
}

/* --- handing out ------------------------------------------------------------------------------------------------------ */

/* Workers at a seed. */
static int workers_at(const struct conduct *c, int seed)
{
    int count = 0;
    for (int i = 0; i < c->team->workers; i++)
        count += c->hand[i].task >= 0 && c->hand[i].seed == seed;
    return count;
}

/* The seed that a free worker takes up; -1: nothing is left to be handed out. */
static int choose_seed(const struct conduct *c, int worker)
{
    int own = c->hand[worker].seed, best = -1;
    if (own >= 0 && c->left[own] > 0)
        return own;
    for (int seed = 0; seed < c->sweep->seeds; seed++) {
        if (c->left[seed] == 0)
            continue;
        if (workers_at(c, seed) == 0)
            return seed;
        if (best < 0 || c->left[seed] > c->left[best])
            best = seed;
    }
    return best;
}

/* -1: none */
static long choose_task(struct conduct *c, int worker)
{
    int seed = choose_seed(c, worker);
    if (seed < 0)
        return -1;
    c->left[seed]--;
    c->hand[worker].seed = seed;
    if (c->measuring)
        return seed;
    long per_seed = (long)c->sweep->etas * c->sweep->models;
    for (long job = seed * per_seed; job < (seed + 1) * per_seed; job++)
        if (c->state[job] == JOB_OPEN) {
            c->state[job] = JOB_GIVEN;
            return job;
        }
    assert(!"left counts open jobs");
    return -1;
}

static void fail_task(struct conduct *c, long task)
{
    if (c->measuring)
        c->unfit[task] = true;
    else
        c->state[task] = JOB_FAILED;
    c->done++;
}

static void lose(struct conduct *c, int worker, const char *why)
{
    struct hand *hand = &c->hand[worker];
    char text[800];
    if (hand->task >= 0) {
        say_failed(c, hand->task, why);
        fail_task(c, hand->task);
    }
    snprintf(text, sizeof text, "%s %d is lost: %s", c->team->class->word, worker, why);
    say(c, text);
    *hand = (struct hand){.task = -1, .seed = -1, .lost = true};
    slots_note(c, worker, "");
}

/* "unfinished: rank 2 was at model network, eta 1crit, seed 0" */
static void describe_hand(struct conduct *c, int worker, char *text, size_t size)
{
    char what[160];
    task_of(c, c->hand[worker].task, c->job);
    job_describe(c->job, what, sizeof what);
    snprintf(text, size, "unfinished: %s %d was at %s", c->team->class->word, worker, what);
}

static void note_hand(struct conduct *c, int worker)
{
    char text[300] = "";
    if (c->slots < 0)
        return;
    if (c->hand[worker].task >= 0)
        describe_hand(c, worker, text, sizeof text);
    slots_note(c, worker, text);
}

/* Returns whether anybody is at work. */
static bool hand_out(struct conduct *c)
{
    bool working = false;
    for (int i = 0; i < c->team->workers; i++) {
        struct hand *hand = &c->hand[i];
        if (!hand->lost && hand->task < 0 && (hand->task = choose_task(c, i)) >= 0) {
            hand->fraction = 0;
            note_hand(c, i);
            task_of(c, hand->task, c->job);
            if (!c->team->class->give(c->team, i, c->job))
                lose(c, i, "it takes no job");
        }
        working |= hand->task >= 0;
    }
    return working;
}

/* The other open jobs of a seed that cannot be set up. */
static void drop_seed(struct conduct *c, int seed, const char *why)
{
    long per_seed = (long)c->sweep->etas * c->sweep->models, dropped = 0;
    char text[800];
    for (long job = seed * per_seed; !c->measuring && job < (seed + 1) * per_seed; job++)
        if (c->state[job] == JOB_OPEN) {
            c->state[job] = JOB_FAILED;
            dropped++;
        }
    c->left[seed] = 0;
    c->done += dropped;
    if (c->measuring)
        snprintf(text, sizeof text, "failed: seed %d: %s", c->sweep->seed + seed, why);
    else
        snprintf(text, sizeof text, "failed: all jobs of seed %d: %s", c->sweep->seed + seed, why);
    say(c, text);
}

static enum catapult_status finish_task(struct conduct *c, struct hand *hand, const struct reply *reply,
                                        struct catapult_error *err)
{
    long task = hand->task;
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (reply->kind == REPLY_ROW) {
        status = journal_append(&c->journal, &reply->row, 1, err);
        keep_row(c, task, &reply->row);
        c->outcome->made++;
        c->done++;
    } else if (reply->kind == REPLY_ETA_MAX) {
        c->eta_max[hand->seed] = reply->eta_max;
        c->done++;
    } else {
        fail_task(c, task);
        if (reply->kind == REPLY_UNFIT)
            drop_seed(c, hand->seed, reply->text);
        else
            say_failed(c, task, reply->text);
    }
    hand->task = -1;
    slots_note(c, (int)(hand - c->hand), "");
    if (reply->kind == REPLY_CRASHED || reply->kind == REPLY_UNFIT)
        hand->seed = -1; /* what was set up is gone */
    return status;
}

/* A worker that died before it had read its job leaves that to the one in its place; the job has been counted as
 * failed then, and what comes of it is of no use any more. */
static bool is_stale(struct conduct *c, const struct hand *hand, const struct reply *reply)
{
    if (hand->task < 0)
        return true;
    task_of(c, hand->task, c->job);
    return reply->kind != REPLY_CRASHED && reply->job != c->job->index;
}

static enum catapult_status listen(struct conduct *c, struct catapult_error *err)
{
    int worker;
    struct reply reply;
    if (!c->team->class->take(c->team, WAIT, &worker, &reply))
        return CATAPULT_STATUS_OK;
    struct hand *hand = &c->hand[worker];
    if (reply.kind == REPLY_LOST)
        lose(c, worker, reply.text);
    else if (reply.kind == REPLY_TICK)
        hand->fraction = reply.fraction > 0 && reply.fraction < 1 ? reply.fraction : hand->fraction;
    else if (!is_stale(c, hand, &reply))
        return finish_task(c, hand, &reply, err);
    return CATAPULT_STATUS_OK;
}

/* What the ranks were at when the end came, for whoever looks for the job that took one of them down. */
static void say_unfinished(struct conduct *c)
{
    for (int i = 0; i < c->team->workers && !c->own_team; i++)
        if (c->hand[i].task >= 0) {
            char text[300];
            describe_hand(c, i, text, sizeof text);
            say(c, text);
        }
}

enum catapult_status work_off(struct conduct *c, struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    bool working = true;
    c->todo = c->done = 0;
    for (int seed = 0; seed < c->sweep->seeds; seed++)
        c->todo += c->left[seed];
    if (!c->own_team)
        slots_begin(c);
    while (status == CATAPULT_STATUS_OK && working) {
        working = hand_out(c);
        if (working)
            status = listen(c, err);
        if (status == CATAPULT_STATUS_OK && working && tell_progress(c)) {
            say_unfinished(c);
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED,
                                        "interrupted: %s has all rows so far, --resume goes on", c->journal.path);
        }
    }
    if (!c->own_team)
        slots_end(c);
    if (status == CATAPULT_STATUS_OK && c->done < c->todo)
        status = catapult_error_set(err, CATAPULT_STATUS_IO, "no %s is left: %s has all rows so far, --resume goes on",
                                    c->team->class->word, c->journal.path);
    return status;
}
