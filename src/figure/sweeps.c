/* sweeps.c - see sweeps.h: running the sweeps of a figure and drawing them. */
#include "figure/sweeps.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/xalloc.h"
#include "figure/sweep_claims.h"

/* Eta in units of eta_crit, and number of seeds, by scale.  The paper gives five seeds and no grid. */
static const struct {
    const char *etas;
    int seeds;
} grids[FIGURE_SCALES] = {
    [SCALE_SMALL] = {"0.25crit,0.5crit,0.75crit,0.95crit,1.2crit,1.5crit,1.8crit,2.5crit,4crit,6crit", 3},
    [SCALE_EVIDENCE] = {"0.25crit,0.5crit,0.75crit,0.95crit,1.2crit,1.5crit,1.8crit,2.5crit,4crit,6crit", 8},
    [SCALE_PAPER] = {"0.2crit:6crit:30", 5},
};

static const int kinds[] = {CATAPULT_MODEL_NETWORK, CATAPULT_MODEL_QUADRATIC, CATAPULT_MODEL_LINEAR};
enum { KINDS = sizeof kinds / sizeof kinds[0], PATH_TEXT = 4400 };

struct sweeps_panel {
    struct catapult_settings settings;
    char fitted[FIGURE_TEXT];
    char folder[PATH_TEXT];
    struct sweep sweep;
    struct sweep_summary summary;
    struct sweep_rows rows;
    double flops;
};

/* --- making the sweeps ----------------------------------------------------------------------------------------- */

static enum catapult_status sweeps_set_up(struct sweeps_panel *panel, const struct figure_setting *setting,
                                          const struct figure_request *request, struct catapult_error *err)
{
    enum catapult_status status = figure_settings(request, setting, NULL, &panel->settings, panel->fitted, err);
    if (status == CATAPULT_STATUS_OK && panel->settings.data.test == 0)
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                    "%s: data.test is 0, but the figure is about the test loss", setting->preset);
    if (status != CATAPULT_STATUS_OK)
        return status;
    snprintf(panel->folder, sizeof panel->folder, "%s/sweeps/%s-%s", request->folder, setting->preset,
             figure_scale_name[request->scale]);
    sweep_init(&panel->sweep, &panel->settings);
    status = sweep_set_etas(&panel->sweep, request->etas ? request->etas : grids[request->scale].etas, err);
    if (status == CATAPULT_STATUS_OK)
        status = sweep_set_models(&panel->sweep, "network,quadratic,linear", err);
    if (status == CATAPULT_STATUS_OK)
        status = sweep_set_seeds(&panel->sweep, request->seeds ? request->seeds : grids[request->scale].seeds, err);
    return status;
}

/* Counts every model separately: a run of a sweep has one model. */
static enum catapult_status count_cost(struct sweeps_panel *panel, struct figure_cost *cost, struct catapult_error *err)
{
    const struct sweep *sweep = &panel->sweep;
    for (int i = 0; i < sweep->models; i++) {
        struct catapult_settings one = panel->settings;
        double flops;
        one.model = sweep->model[i];
        one.compare.count = 0;
        enum catapult_status status = figure_step_flops(&one, &flops, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        long runs = (long)sweep->etas * sweep->seeds;
        cost->runs += runs;
        cost->steps += runs * one.stop.steps;
        panel->flops += flops * (double)runs * one.stop.steps;
    }
    cost->flops += panel->flops;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status sweeps_make_folder(const char *path, struct catapult_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot make the folder: %s", path, strerror(errno));
}

/* Maps a sweep's progress to a part of the figure's. */
struct figure_part {
    const struct catapult_progress *whole;
    int index, count;
};

static int report_part(void *context, const char *what, double fraction)
{
    const struct figure_part *part = context;
    char text[120];
    snprintf(text, sizeof text, "sweep %d of %d, %.80s", part->index + 1, part->count, what);
    return catapult_progress_report(part->whole, text,
                                    fraction < 0 ? fraction : (part->index + fraction) / part->count);
}

static enum catapult_status sweeps_perform(struct sweeps_panel *panel, const struct figure_request *request, int index,
                                           int count, struct catapult_error *err)
{
    struct figure_part part = {request->progress, index, count};
    struct catapult_progress progress = {report_part, &part};
    struct sweep_options how = {.out = panel->folder,
                                .resume = true,
                                .workers = request->jobs,
                                .progress = &progress,
                                .say = request->say,
                                .say_context = request->say_context};
    struct sweep_outcome outcome;
    enum catapult_status status = sweep_run(&panel->sweep, &how, &outcome, err);
    if (status == CATAPULT_STATUS_OK && outcome.failed)
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.300s: %ld runs of the sweep failed", panel->folder,
                                    outcome.failed);
    if (status == CATAPULT_STATUS_OK)
        status = sweep_read_summary(panel->folder, &panel->summary, err);
    if (status == CATAPULT_STATUS_OK)
        status = sweep_read_rows(panel->folder, &panel->rows, err);
    return status;
}

/* --- evaluating them --------------------------------------------------------------------------------------- */

static void sweeps_write_rows(const struct sweeps_panel *panels, const struct sweeps_plan *plan, FILE *csv)
{
    enum sweep_field field = sweep_claims_field(plan->accuracy);
    fprintf(csv, "series,eta_over_crit,%s,low,high,eta,runs,diverged,model,preset\n", sweep_field_name(field));
    for (int k = 0; k < plan->panels; k++)
        for (int m = 0; m < KINDS; m++)
            for (size_t i = 0; i < panels[k].summary.count; i++) {
                const struct sweep_mean *mean = &panels[k].summary.mean[i];
                double error = isfinite(mean->error[field]) ? mean->error[field] : 0;
                if ((int)mean->model != kinds[m] || !sweep_claims_point(mean, field))
                    continue;
                fprintf(csv, "%d,%.10g,%.10g,%.10g,%.10g,%.10g,%d,%d,%s,%s\n", k * KINDS + m,
                        mean->mean[SWEEP_ETA_OVER_CRIT], mean->mean[field], mean->mean[field] - error,
                        mean->mean[field] + error, mean->mean[SWEEP_ETA], mean->runs, mean->diverged,
                        catapult_model_name((int)mean->model), plan->panel[k]->preset);
            }
}

static int style_of(int kind)
{
    return kind == CATAPULT_MODEL_NETWORK     ? STYLE_NETWORK
           : kind == CATAPULT_MODEL_QUADRATIC ? STYLE_QUADRATIC
                                              : STYLE_LINEAR;
}

static void draw(const struct sweeps_plan *plan, struct page *page)
{
    page_init(page, plan->panels > 1 ? 2 : 1);
    page->key_above = true;
    if (plan->panels == 1) {
        page->width = 470;
        page->height = 320;
    }
    for (int k = 0; k < plan->panels; k++) {
        struct page_panel *panel = page_add_panel(page, plan->panel[k]->label, "η / η_{crit}",
                                                  plan->accuracy ? "test accuracy" : "best test loss");
        panel->x_low = 0;
        for (int m = 0; m < KINDS; m++) {
            struct page_curve *curve = page_add_curve(panel, k * KINDS + m, 2, 3, style_of(kinds[m]),
                                                      catapult_model_name(kinds[m]));
            curve->low = 4;
            curve->high = 5;
            curve->dots = true;
            curve->shift = 0.03 * (m - 1);
        }
        page_add_line(panel, true, 1, -1, "η_{crit}");
        page_add_line(panel, true, 2, 7, "4/λ_1");
        panel->line[0].low = panel->line[1].low = plan->accuracy;
    }
}

static void sweeps_describe(const struct sweeps_panel *panels, const struct sweeps_plan *plan,
                            struct figure_report *report)
{
    for (int k = 0; k < plan->panels; k++) {
        char text[FIGURE_TEXT];
        figure_describe(&panels[k].settings, false, text, sizeof text);
        figure_note(report, "%s%s%s", k ? " | " : "", text, panels[k].fitted);
    }
    figure_note(report, "; mean of %d seed%s and its standard error; best over the whole training, no validation set", panels[0].sweep.seeds,
                panels[0].sweep.seeds == 1 ? "" : "s");
}

static void sweeps_judge(const struct sweeps_panel *panel, const struct sweeps_plan *plan, const char *title,
                         struct figure_report *report)
{
    struct sweep_claims claims = {.title = title, .accuracy = plan->accuracy, .steps = panel->settings.stop.steps,
                                  .seed = panel->sweep.seed, .seeds = panel->sweep.seeds, .summary = &panel->summary,
                                  .rows = &panel->rows};
    sweep_claims_judge(&claims, report);
}

/* --- the kind -------------------------------------------------------------------------------------------------- */

static struct sweeps_panel *panels_new(const struct sweeps_plan *plan)
{
    return xnew_array((size_t)plan->panels, sizeof(struct sweeps_panel));
}

static void panels_free(struct sweeps_panel *panels, const struct sweeps_plan *plan)
{
    for (int k = 0; k < plan->panels; k++) {
        sweep_summary_done(&panels[k].summary);
        sweep_rows_done(&panels[k].rows);
    }
    free(panels);
}

static enum catapult_status make(const struct figure *figure, const struct figure_request *request, FILE *csv,
                                 struct page *page, struct figure_report *report, struct catapult_error *err)
{
    const struct sweeps_plan *plan = figure->plan;
    struct sweeps_panel *panels = panels_new(plan);
    char folder[PATH_TEXT];
    snprintf(folder, sizeof folder, "%s/sweeps", request->folder);
    enum catapult_status status = sweeps_make_folder(folder, err);
    for (int k = 0; k < plan->panels && status == CATAPULT_STATUS_OK; k++)
        status = sweeps_set_up(&panels[k], plan->panel[k], request, err);
    for (int k = 0; k < plan->panels && status == CATAPULT_STATUS_OK; k++)
        status = sweeps_perform(&panels[k], request, k, plan->panels, err);
    if (status == CATAPULT_STATUS_OK) {
        sweeps_describe(panels, plan, report);
        sweeps_write_rows(panels, plan, csv);
        draw(plan, page);
        for (int k = 0; k < plan->panels; k++)
            sweeps_judge(&panels[k], plan, plan->panel[k]->label, report);
    }
    panels_free(panels, plan);
    return status;
}

static enum catapult_status cost(const struct figure *figure, const struct figure_request *request,
                                 struct figure_cost *cost, struct catapult_error *err)
{
    const struct sweeps_plan *plan = figure->plan;
    struct sweeps_panel *panels = panels_new(plan);
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int k = 0; k < plan->panels && status == CATAPULT_STATUS_OK; k++) {
        status = sweeps_set_up(&panels[k], plan->panel[k], request, err);
        if (status == CATAPULT_STATUS_OK)
            status = count_cost(&panels[k], cost, err);
    }
    panels_free(panels, plan);
    return status;
}

const struct figure_kind kind_sweep = {.name = "sweep", .make = make, .cost = cost};
