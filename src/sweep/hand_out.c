/* hand_out.c - see conduct.h: gives jobs to workers, handles their replies, prints messages.
 *
 * A worker stays with its seed while the seed has jobs left, then takes a seed without a worker, then the seed with
 * the most jobs left.  Within a seed the jobs are in the order of --etas: small etas take longest and come first, so
 * that no long job remains at the end. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "sweep/conduct.h"

enum { SAID_MOST = 20, WAIT = 100 /* milliseconds */ };

/* --- messages ----------------------------------------------------------------------------------------------------- */

/* Also written to the folder: mpirun no longer shows what a rank prints once another rank has died. */
void log_line(struct conduct *c, const char *text)
{
    char *path = journal_path(c->options->out, "failed.log");
    FILE *file = fopen(path, "ae");
    if (file) {
        fprintf(file, "%s\n", text);
        fclose(file);
    }
    free(path);
}

static void conduct_say(struct conduct *c, const char *text)
{
    log_line(c, text);
    if (c->options->say && c->said < SAID_MOST)
        c->options->say(c->options->say_context, text);
    else if (c->options->say && c->said == SAID_MOST)
        c->options->say(c->options->say_context, "more jobs failed; failed.log has them all");
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
    conduct_say(c, text);
}

/* Returns whether to stop. */
static bool tell_progress(struct conduct *c)
{
    char what[80];
    double part = (double)c->done;
    for (int i = 0; i < c->team->workers; i++)
        if (c->hand[i].task >= 0)
            part += c->hand[i].fraction;
    snprintf(what, sizeof what, "%s %ld of %ld", c->measuring ? "eta_max" : "run",
             c->done < c->todo ? c->done + 1 : c->todo, c->todo);
    return catapult_progress_report(c->options->progress, what, c->todo ? part / (double)c->todo : 1);
}

/* --- handing out ------------------------------------------------------------------------------------------------------ */

/* Number of workers at a seed. */
static int workers_at(const struct conduct *c, int seed)
{
    int count = 0;
    for (int i = 0; i < c->team->workers; i++)
        count += c->hand[i].task >= 0 && c->hand[i].seed == seed;
    return count;
}

/* The next seed for a free worker; -1: no job is left to hand out. */
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
    conduct_say(c, text);
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

/* Returns whether any worker is busy. */
static bool hand_out_jobs(struct conduct *c)
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

/* Fails the other open jobs of a seed that cannot be set up. */
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
    conduct_say(c, text);
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
        hand->seed = -1; /* the seed's data are lost with the worker */
    return status;
}

/* If a worker dies before it has read its job, its replacement reads that job later.  By then the job has been
 * counted as failed, so the reply is ignored. */
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

/* Reports what the ranks were doing when the run ended, to help find the job that killed one of them. */
static void say_unfinished(struct conduct *c)
{
    for (int i = 0; i < c->team->workers && !c->own_team; i++)
        if (c->hand[i].task >= 0) {
            char text[300];
            describe_hand(c, i, text, sizeof text);
            conduct_say(c, text);
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
        working = hand_out_jobs(c);
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
