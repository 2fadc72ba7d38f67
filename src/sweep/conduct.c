/* conduct.c - sweep_run: the phases of a sweep.
 *
 * 1. If an eta is in units of max, eta_max is measured for every seed (also when resuming: it is needed to match rows
 *    to jobs).
 * 2. Rows of the journal, and rows taken over from shards, are matched to jobs (adopt.c).
 * 3. The jobs without a row are handed out, one at a time to any free worker (hand_out.c).
 * 4. summary.csv. */
#include "sweep/conduct.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/allowed.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "data/source.h"
#include "sweep/summary.h"

static bool in_units_of_max(const struct sweep *sweep)
{
    bool max = false;
    for (int i = 0; i < sweep->etas; i++)
        max |= sweep->eta[i].unit == CATAPULT_LR_MAX;
    return max;
}

/* The memory of all workers at once must fit; checked before any worker starts. */
static enum catapult_status check_memory(const struct conduct *c, int workers, struct catapult_error *err)
{
    const struct catapult_settings *settings = &c->sweep->settings;
    struct source_sizes sizes;
    struct catapult_experiment_cost cost;
    if (source_sizes(settings, &sizes, err) != CATAPULT_STATUS_OK)
        return err->code;
    struct catapult_settings shaped = source_shaped(settings, &sizes);
    catapult_experiment_cost(&shaped, sizes.n, sizes.n_test, sizes.d, sizes.outputs, &cost);
    return memory_check(workers * cost.bytes, "the sweep (a smaller -j, network.widths, data.n or data.test would help)", err);
}

static enum catapult_status start_team(struct conduct *c, long tasks, struct catapult_error *err)
{
    int workers = c->options->workers > 0 ? c->options->workers : allowed_by_default(false).count;
    if (c->team)
        return CATAPULT_STATUS_OK;
    workers = workers < 1 ? 1 : tasks < workers ? (int)tasks : workers;
    c->team = c->options->team;
    if (!c->team) {
        if (check_memory(c, workers, err) != CATAPULT_STATUS_OK)
            return err->code;
        c->team = team_processes(workers);
        c->own_team = true;
    }
    if (!c->team)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "cannot start a process: %s", strerror(errno));
    c->hand = xnew_array((size_t)c->team->workers, sizeof *c->hand);
    for (int i = 0; i < c->team->workers; i++)
        c->hand[i] = (struct hand){.task = -1, .seed = -1};
    return CATAPULT_STATUS_OK;
}

static enum catapult_status conduct_measure_eta_max(struct conduct *c, struct catapult_error *err)
{
    for (int seed = 0; seed < c->sweep->seeds; seed++) {
        c->eta_max[seed] = INFINITY;
        c->left[seed] = 1;
    }
    if (!in_units_of_max(c->sweep))
        return CATAPULT_STATUS_OK;
    c->measuring = true;
    enum catapult_status status = start_team(c, c->jobs, err);
    if (status == CATAPULT_STATUS_OK)
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
        if (c->state[job] == JOB_OPEN && c->unfit[seed])
            c->state[job] = JOB_FAILED;
        c->left[seed] += c->state[job] == JOB_OPEN;
        open += c->state[job] == JOB_OPEN;
    }
    return open;
}

static enum catapult_status run_jobs(struct conduct *c, struct catapult_error *err)
{
    long open = count_open(c);
    if (open == 0)
        return CATAPULT_STATUS_OK;
    enum catapult_status status = start_team(c, open, err);
    return status == CATAPULT_STATUS_OK ? work_off(c, err) : status;
}

static enum catapult_status conduct_summarise(struct conduct *c, struct catapult_error *err)
{
    struct sweep_summary summary;
    if (c->options->shards > 0)
        return CATAPULT_STATUS_OK;
    summary_make(c->sweep, c->row, c->have, &summary);
    enum catapult_status status = summary_write(c->options->out, c->sweep, &summary, err);
    c->outcome->summary = status == CATAPULT_STATUS_OK;
    sweep_summary_done(&summary);
    return status;
}

static enum catapult_status conduct_perform(struct conduct *c, struct catapult_error *err)
{
    struct sweep_rows taken = {0}, rows = {0};
    enum catapult_status status = folder_open_journal(c->sweep, c->options, &c->journal, &taken, err);
    if (status == CATAPULT_STATUS_OK)
        status = conduct_measure_eta_max(c, err);
    if (status == CATAPULT_STATUS_OK)
        status = journal_rows(&c->journal, &rows, err);
    if (status == CATAPULT_STATUS_OK)
        status = adopt_rows(c, &rows, err);
    if (status == CATAPULT_STATUS_OK)
        status = take_rows(c, &taken, err);
    if (status == CATAPULT_STATUS_OK)
        status = run_jobs(c, err);
    if (status == CATAPULT_STATUS_OK)
        status = conduct_summarise(c, err);
    sweep_rows_done(&rows);
    sweep_rows_done(&taken);
    return status;
}

static void conduct_prepare(struct conduct *c)
{
    const struct sweep *sweep = c->sweep;
    size_t jobs = (size_t)sweep_jobs(sweep), seeds = (size_t)sweep->seeds;
    c->jobs = (long)jobs;
    c->journal.file = -1;
    c->slots = -1;
    c->state = xnew_array(jobs, sizeof *c->state);
    c->have = xnew_array(jobs, sizeof *c->have);
    c->row = xnew_array(jobs, sizeof *c->row);
    c->left = xnew_array(seeds, sizeof *c->left);
    c->eta_max = xnew_array(seeds, sizeof *c->eta_max);
    c->unfit = xnew_array(seeds, sizeof *c->unfit);
    c->job = xnew_array(1, sizeof *c->job);
    for (size_t job = 0; job < jobs; job++) {
        bool ours = sweep_in_shard(sweep, (long)job, c->options->shard, c->options->shards);
        c->state[job] = ours ? JOB_OPEN : JOB_FOREIGN;
        c->outcome->jobs += ours;
    }
}

static void conduct_done(struct conduct *c)
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

enum catapult_status sweep_run(const struct sweep *sweep, const struct sweep_options *options,
                               struct sweep_outcome *outcome, struct catapult_error *err)
{
    struct sweep_outcome mine;
    struct catapult_error reason;
    struct source_sizes sizes;
    double start = clock_seconds();
    outcome = outcome ? outcome : &mine;
    err = err ? err : &reason;
    *outcome = (struct sweep_outcome){0};
    enum catapult_status status = catapult_settings_validate(&sweep->settings, err);
    if (status == CATAPULT_STATUS_OK) /* reports missing data before a folder is made */
        status = source_sizes(&sweep->settings, &sizes, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct conduct c = {.sweep = sweep, .options = options, .outcome = outcome};
    conduct_prepare(&c);
    status = conduct_perform(&c, err);
    for (long job = 0; job < c.jobs; job++)
        outcome->failed += c.state[job] == JOB_FAILED;
    conduct_done(&c);
    outcome->seconds = clock_seconds() - start;
    return status;
}
