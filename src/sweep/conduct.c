/* conduct.c - sweep_run: the journal, who gets which job next, and what is said on the way.
 *
 * 1. If an eta is in units of max, eta_max is measured for every seed (also when resuming: which row belongs to
 *    which asked eta can only be told with it).
 * 2. Rows of the journal, and those taken over from shards, are found among the jobs.
 * 3. The jobs without a row are handed out, one at a time to whoever is free.  A worker stays with its seed while
 *    that has jobs left, then takes a seed that nobody works on, then helps where most is left.  Within a seed the
 *    order is that of --etas: small ones, which take longest, come first, so that the end is not one long job.
 * 4. summary.csv. */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/xalloc.h"
#include "data/source.h"
#include "sweep/folder.h"
#include "sweep/row.h"
#include "sweep/summary.h"
#include "sweep/team.h"

enum { SAID_MOST = 20, WAIT = 100 /* milliseconds */ };

static const double same_eta = 1e-9; /* relative; --etas keeps its values further apart */

enum state { STATE_OPEN, STATE_GIVEN, STATE_DONE, STATE_FAILED, STATE_FOREIGN /* another shard's */ };

/* What a worker is doing. */
struct hand {
    long task; /* a job, or while measuring a seed; -1: nothing */
    int seed;  /* the last one it worked for; -1: none */
    double fraction;
    bool lost;
};

struct conduct {
    const struct sweep *sweep;
    const struct sweep_way *way;
    struct sweep_outcome *outcome;
    struct journal journal;
    struct team *team;
    bool own_team;
    long jobs;
    enum state *state;      /* (jobs) */
    bool *have;             /* (jobs): there is a row */
    struct sweep_row *row;  /* (jobs) */
    long *left;             /* (seeds): open jobs */
    double *eta_max;        /* (seeds) */
    bool *unfit;            /* (seeds): eta_max is known not to be had */
    struct hand *hand;      /* (workers) */
    bool measuring;
    long todo, done;        /* tasks of the present phase */
    long said;
    struct job *job;        /* the one being handed out */
};

/* --- telling ---------------------------------------------------------------------------------------------------------- */

/* Also into the folder: mpirun no longer shows what a rank says once another one has died. */
static void log_line(struct conduct *c, const char *text)
{
    char *path = journal_path(c->way->out, "failed.log");
    FILE *file = fopen(path, "a");
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
    if (!c->measuring && job->eta.unit == LR_MAX)
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
    return progress_report(c->way->progress, what, c->todo ? part / (double)c->todo : 1);
}

/* --- which row belongs to which job -------------------------------------------------------------------------------- */

static double asked_eta(const struct conduct *c, int seed, int eta, double lambda_1)
{
    return settings_eta(&c->sweep->settings, &c->sweep->eta[eta], lambda_1, c->eta_max[seed]);
}

static bool near(double a, double b)
{
    return a == b || fabs(a - b) <= same_eta * fabs(a);
}

/* -1: none that has no row yet; -2: the row is there already. */
static long find_job(const struct conduct *c, const struct sweep_row *row)
{
    const struct sweep *sweep = c->sweep;
    long seed = (long)row->seed - sweep->seed, found = -1;
    int model = 0;
    while (model < sweep->models && sweep->model[model] != (int)row->model)
        model++;
    if (seed < 0 || seed >= sweep->seeds || model == sweep->models)
        return -1;
    for (int eta = 0; eta < sweep->etas; eta++) {
        double asked = asked_eta(c, (int)seed, eta, row->value[SWEEP_LAMBDA_1_FIRST]);
        long job = (seed * sweep->etas + eta) * sweep->models + model;
        if (!near(row->value[SWEEP_ETA], asked))
            continue;
        if (!c->have[job])
            return job;
        found = -2;
    }
    return found;
}

static void keep_row(struct conduct *c, long job, const struct sweep_row *row)
{
    c->row[job] = *row;
    c->have[job] = true;
    if (c->state[job] != STATE_FOREIGN)
        c->state[job] = STATE_DONE;
}

/* Rows of our own journal: one that is no job's, or there twice, was not put there by us. */
static enum status adopt_rows(struct conduct *c, const struct sweep_rows *rows, struct error *err)
{
    for (size_t i = 0; i < rows->count; i++) {
        long job = find_job(c, &rows->row[i]);
        if (job < 0)
            return error_set(err, STATUS_INPUT, "%.300s:%zu: %s (without this line, --resume goes on)", c->journal.path,
                             i + 3, job == -1 ? "a row of no job of this sweep" : "this job has a row already");
        keep_row(c, job, &rows->row[i]);
        c->outcome->kept += c->state[job] == STATE_DONE;
    }
    return STATUS_OK;
}

/* Rows of shards are appended to our journal, unless it has them. */
static enum status take_rows(struct conduct *c, struct sweep_rows *rows, struct error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        long job = find_job(c, &rows->row[i]);
        if (job == -1)
            return error_set(err, STATUS_INPUT, "%.300s: a shard has a row (model %s, seed %d, eta %.17g) of no job of "
                             "this sweep", c->way->out, model_name((int)rows->row[i].model), rows->row[i].seed,
                             rows->row[i].value[SWEEP_ETA]);
        if (job < 0)
            continue;
        keep_row(c, job, &rows->row[i]);
        rows->row[count++] = rows->row[i];
        c->outcome->kept++;
    }
    return journal_append(&c->journal, rows->row, count, err);
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
        if (c->state[job] == STATE_OPEN) {
            c->state[job] = STATE_GIVEN;
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
        c->state[task] = STATE_FAILED;
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
}

/* Returns whether anybody is at work. */
static bool hand_out(struct conduct *c)
{
    bool working = false;
    for (int i = 0; i < c->team->workers; i++) {
        struct hand *hand = &c->hand[i];
        if (!hand->lost && hand->task < 0 && (hand->task = choose_task(c, i)) >= 0) {
            hand->fraction = 0;
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
        if (c->state[job] == STATE_OPEN) {
            c->state[job] = STATE_FAILED;
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

static enum status finish_task(struct conduct *c, struct hand *hand, const struct reply *reply, struct error *err)
{
    long task = hand->task;
    enum status status = STATUS_OK;
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

static enum status listen(struct conduct *c, struct error *err)
{
    int worker;
    struct reply reply;
    if (!c->team->class->take(c->team, WAIT, &worker, &reply))
        return STATUS_OK;
    struct hand *hand = &c->hand[worker];
    if (reply.kind == REPLY_LOST)
        lose(c, worker, reply.text);
    else if (reply.kind == REPLY_TICK)
        hand->fraction = reply.fraction > 0 && reply.fraction < 1 ? reply.fraction : hand->fraction;
    else if (!is_stale(c, hand, &reply))
        return finish_task(c, hand, &reply, err);
    return STATUS_OK;
}

/* What the ranks were at when the end came, for whoever looks for the job that took one of them down. */
static void say_unfinished(struct conduct *c)
{
    for (int i = 0; i < c->team->workers && !c->own_team; i++)
        if (c->hand[i].task >= 0) {
            char what[160], text[300];
            task_of(c, c->hand[i].task, c->job);
            job_describe(c->job, what, sizeof what);
            snprintf(text, sizeof text, "unfinished: %s %d was at %s", c->team->class->word, i, what);
            say(c, text);
        }
}

/* One phase: all tasks that `left` counts. */
static enum status work_off(struct conduct *c, struct error *err)
{
    enum status status = STATUS_OK;
    bool working = true;
    c->todo = c->done = 0;
    for (int seed = 0; seed < c->sweep->seeds; seed++)
        c->todo += c->left[seed];
    while (status == STATUS_OK && working) {
        working = hand_out(c);
        if (working)
            status = listen(c, err);
        if (status == STATUS_OK && working && tell_progress(c)) {
            say_unfinished(c);
            status = error_set(err, STATUS_CANCELLED, "interrupted: %s has all rows so far, --resume goes on", c->journal.path);
        }
    }
    if (status == STATUS_OK && c->done < c->todo)
        status = error_set(err, STATUS_IO, "no %s is left: %s has all rows so far, --resume goes on", c->team->class->word,
                           c->journal.path);
    return status;
}

/* --- phases ------------------------------------------------------------------------------------------------------------ */

static bool in_units_of_max(const struct sweep *sweep)
{
    bool max = false;
    for (int i = 0; i < sweep->etas; i++)
        max |= sweep->eta[i].unit == LR_MAX;
    return max;
}

/* All workers at once must fit, told before any is started. */
static enum status check_memory(const struct conduct *c, int workers, struct error *err)
{
    const struct settings *settings = &c->sweep->settings;
    struct source_sizes sizes;
    struct experiment_cost cost;
    if (source_sizes(settings, &sizes, err) != STATUS_OK)
        return err->code;
    struct settings shaped = source_shaped(settings, &sizes);
    experiment_cost(&shaped, sizes.n, sizes.n_test, sizes.d, sizes.outputs, &cost);
    return memory_check(workers * cost.bytes, "the sweep (a smaller -j, network.widths, data.n or data.test would help)", err);
}

static enum status start_team(struct conduct *c, long tasks, struct error *err)
{
    int workers = c->way->workers > 0 ? c->way->workers : (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (c->team)
        return STATUS_OK;
    workers = workers < 1 ? 1 : tasks < workers ? (int)tasks : workers;
    c->team = c->way->team;
    if (!c->team) {
        if (check_memory(c, workers, err) != STATUS_OK)
            return err->code;
        c->team = team_processes(workers);
        c->own_team = true;
    }
    if (!c->team)
        return error_set(err, STATUS_NOMEM, "cannot start a process: %s", strerror(errno));
    c->hand = xnew_array((size_t)c->team->workers, sizeof *c->hand);
    for (int i = 0; i < c->team->workers; i++)
        c->hand[i] = (struct hand){.task = -1, .seed = -1};
    return STATUS_OK;
}

static enum status measure_eta_max(struct conduct *c, struct error *err)
{
    for (int seed = 0; seed < c->sweep->seeds; seed++) {
        c->eta_max[seed] = INFINITY;
        c->left[seed] = 1;
    }
    if (!in_units_of_max(c->sweep))
        return STATUS_OK;
    c->measuring = true;
    enum status status = start_team(c, c->jobs, err);
    if (status == STATUS_OK)
        status = work_off(c, err);
    c->measuring = false;
    return status;
}

static long count_open(struct conduct *c)
{
    long open = 0;
    memset(c->left, 0, (size_t)c->sweep->seeds * sizeof *c->left);
    for (long job = 0; job < c->jobs; job++) {
        int seed = sweep_place(c->sweep, job).seed;
        if (c->state[job] == STATE_OPEN && c->unfit[seed])
            c->state[job] = STATE_FAILED;
        c->left[seed] += c->state[job] == STATE_OPEN;
        open += c->state[job] == STATE_OPEN;
    }
    return open;
}

static enum status run_jobs(struct conduct *c, struct error *err)
{
    long open = count_open(c);
    if (open == 0)
        return STATUS_OK;
    enum status status = start_team(c, open, err);
    return status == STATUS_OK ? work_off(c, err) : status;
}

static enum status summarise(struct conduct *c, struct error *err)
{
    struct sweep_summary summary;
    if (c->way->shards > 0)
        return STATUS_OK;
    summary_make(c->sweep, c->row, c->have, &summary);
    enum status status = summary_write(c->way->out, c->sweep, &summary, err);
    c->outcome->summary = status == STATUS_OK;
    sweep_summary_done(&summary);
    return status;
}

static enum status perform(struct conduct *c, struct error *err)
{
    struct sweep_rows taken = {0}, rows = {0};
    enum status status = folder_open_journal(c->sweep, c->way, &c->journal, &taken, err);
    if (status == STATUS_OK)
        status = measure_eta_max(c, err);
    if (status == STATUS_OK)
        status = journal_rows(&c->journal, &rows, err);
    if (status == STATUS_OK)
        status = adopt_rows(c, &rows, err);
    if (status == STATUS_OK)
        status = take_rows(c, &taken, err);
    if (status == STATUS_OK)
        status = run_jobs(c, err);
    if (status == STATUS_OK)
        status = summarise(c, err);
    sweep_rows_done(&rows);
    sweep_rows_done(&taken);
    return status;
}

static void prepare(struct conduct *c)
{
    const struct sweep *sweep = c->sweep;
    size_t jobs = (size_t)sweep_jobs(sweep), seeds = (size_t)sweep->seeds;
    c->jobs = (long)jobs;
    c->journal.file = -1;
    c->state = xnew_array(jobs, sizeof *c->state);
    c->have = xnew_array(jobs, sizeof *c->have);
    c->row = xnew_array(jobs, sizeof *c->row);
    c->left = xnew_array(seeds, sizeof *c->left);
    c->eta_max = xnew_array(seeds, sizeof *c->eta_max);
    c->unfit = xnew_array(seeds, sizeof *c->unfit);
    c->job = xnew_array(1, sizeof *c->job);
    for (size_t job = 0; job < jobs; job++) {
        bool ours = sweep_in_shard(sweep, (long)job, c->way->shard, c->way->shards);
        c->state[job] = ours ? STATE_OPEN : STATE_FOREIGN;
        c->outcome->jobs += ours;
    }
}

static void done(struct conduct *c)
{
    if (c->own_team && c->team)
        c->team->class->end(c->team);
    journal_close(&c->journal);
    free(c->state);
    free(c->have);
    free(c->row);
    free(c->left);
    free(c->eta_max);
    free(c->unfit);
    free(c->hand);
    free(c->job);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum status sweep_run(const struct sweep *sweep, const struct sweep_way *way, struct sweep_outcome *outcome,
                      struct error *err)
{
    struct sweep_outcome mine;
    struct error reason;
    struct source_sizes sizes;
    double start = seconds();
    outcome = outcome ? outcome : &mine;
    err = err ? err : &reason;
    *outcome = (struct sweep_outcome){0};
    enum status status = settings_validate(&sweep->settings, err);
    if (status == STATUS_OK) /* data that are not there are noticed before a folder is made */
        status = source_sizes(&sweep->settings, &sizes, err);
    if (status != STATUS_OK)
        return status;
    struct conduct c = {.sweep = sweep, .way = way, .outcome = outcome};
    prepare(&c);
    status = perform(&c, err);
    for (long job = 0; job < c.jobs; job++)
        outcome->failed += c.state[job] == STATE_FAILED;
    done(&c);
    outcome->seconds = seconds() - start;
    return status;
}
