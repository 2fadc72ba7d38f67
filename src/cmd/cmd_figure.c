/* cmd_figure.c - the paper's figures: lists them, makes one, prints what it shows. */
#include <catapult/machine.h>

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "base/outfile.h"
#include "base/number.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "figure/kind.h"

struct figure_args {
    bool list, force;
    const char *scale, *out, *format, *jobs, *etas, *seeds;
};

static const struct option_spec specs[] = {
    {.name = "list", .help = "list all figures with their settings and time", .offset = offsetof(struct figure_args, list)},
    {.name = "scale", .argument = "SCALE", .help = "small (minutes; the default), evidence (seeds that decide; hours) or paper (its numbers)",
     .choices = figure_scale_name, .offset = offsetof(struct figure_args, scale)},
    {.name = "out", .argument = "DIR", .help = "folder for picture, script and data (default pictures)",
     .offset = offsetof(struct figure_args, out)},
    {.name = "format", .argument = "FORMAT", .help = "svg (the default), pdf or png",
     .choices = page_format_name, .offset = offsetof(struct figure_args, format)},
    {.name = "jobs", .letter = 'j', .argument = "N", .help = "runs at a time, or threads of one run; 0: one for each processor it may use",
     .offset = offsetof(struct figure_args, jobs)},
    {.name = "etas", .argument = "ETAS", .help = "learning rates of a sweep, as in catapult sweep",
     .offset = offsetof(struct figure_args, etas)},
    {.name = "seeds", .argument = "N", .help = "seeds of a sweep", .offset = offsetof(struct figure_args, seeds)},
    {.name = "force", .help = OPTIONS_FORCE_HELP, .offset = offsetof(struct figure_args, force)},
    {.name = NULL},
};

/* --- options ----------------------------------------------------------------------------------------------- */

/* Collects --set and similar options as "KEY=VALUE". */
static void figure_gather_set(const struct options *options, const char *set[])
{
    for (int i = 0; i < options->n_set; i++) {
        const struct option_set *one = &options->set[i];
        const char *key = one->spec->key ? one->spec->key : "";
        size_t size = strlen(key) + strlen(one->text) + 2;
        char *pair = xnew_array(size, 1);
        snprintf(pair, size, "%s%s%s", key, *key ? "=" : "", one->text);
        set[i] = pair;
    }
}

static enum catapult_status read_options(const struct figure_args *mine, struct figure_request *request,
                                         struct catapult_error *err)
{
    int scale = 0, format = 0;
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (mine->scale)
        status = catapult_settings_word("--scale", mine->scale, figure_scale_name, &scale, err);
    if (status == CATAPULT_STATUS_OK && mine->format)
        status = catapult_settings_word("--format", mine->format, page_format_name, &format, err);
    if (status == CATAPULT_STATUS_OK && mine->jobs)
        status = options_whole("jobs", mine->jobs, 0, 1024, &request->jobs, err);
    if (status == CATAPULT_STATUS_OK && mine->seeds)
        status = options_whole("seeds", mine->seeds, 1, 10000, &request->seeds, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    request->scale = (enum figure_scale)scale;
    request->format = (enum page_format)format;
    request->folder = mine->out ? mine->out : "pictures";
    request->etas = mine->etas;
    return CATAPULT_STATUS_OK;
}

/* --- what it takes ----------------------------------------------------------------------------------------- */

/* "240 runs, at most 144000 steps, 2.3 Tflop, about 12 min".  The time assumes the speed of matrix products: elementwise
 * work and set-up add to it, early ends shorten it. */
static void cost_text(const struct figure_cost *cost, double rate, char *text, size_t size)
{
    double seconds = cost->flops / rate;
    char time[40] = "";
    if (rate > 0 && seconds < 90)
        snprintf(time, sizeof time, ", about %.2g s", seconds);
    else if (rate > 0 && seconds < 5400)
        snprintf(time, sizeof time, ", about %.0f min", seconds / 60);
    else if (rate > 0)
        snprintf(time, sizeof time, ", about %.2g h", seconds / 3600);
    snprintf(text, size, "%ld run%s, at most %ld steps, %.2g Tflop%s", cost->runs, cost->runs == 1 ? "" : "s", cost->steps,
             cost->flops / 1e12, time);
}

static int figure_list(struct figure_request *request)
{
    double rate = catapult_machine_flops(0);
    for (const struct figure *figure = figure_table; figure->name; figure++) {
        struct figure_cost cost;
        struct catapult_error err;
        char text[160];
        printf("%-14s %s\n%14s %s\n%14s ", figure->name, figure->title, "", figure->setting, "");
        if (figure_cost(figure, request, &cost, &err) != CATAPULT_STATUS_OK) {
            printf("cannot be made here: %s\n", err.text);
            continue;
        }
        cost_text(&cost, rate, text, sizeof text);
        printf("%s: %s\n", figure_scale_name[request->scale], text);
    }
    return EXIT_DONE;
}

/* Announces a figure that takes more than minutes, before it starts. */
static void announce(const struct figure *figure, const struct figure_request *request, struct progress_line *line)
{
    struct figure_cost cost;
    struct catapult_error err;
    char text[160], whole[320];
    if (request->scale == SCALE_SMALL || figure_cost(figure, request, &cost, &err) != CATAPULT_STATUS_OK)
        return; /* making it says what is wrong */
    cost_text(&cost, catapult_machine_flops(request->jobs), text, sizeof text);
    snprintf(whole, sizeof whole, "figure %s, %s scale: %s%s", figure->name, figure_scale_name[request->scale], text,
             figure->kind == &kind_sweep ? "; after a stop the same command continues" : "");
    progress_line_say(line, whole);
}

/* --- making a figure ----------------------------------------------------------------------------------------- */

static void print_report(const struct figure *figure, const struct figure_request *request,
                         const struct figure_report *report)
{
    printf("%s\n%s\n", figure->title, report->note);
    for (int i = 0; i < report->claims; i++)
        printf("  %-9s %s\n", figure_verdict_word(report->claim[i].verdict), report->claim[i].text);
    text_put(stdout, request->folder);
    printf("/%s.csv and .gp", report->name);
    if (report->drawn) {
        printf(", drawn as %s.%s\n", report->name, page_format_name[request->format]);
        return;
    }
    fputs(" are written.\nThere is no gnuplot here. Where there is one, it draws the picture: cd ", stdout);
    text_put(stdout, request->folder);
    printf(" && gnuplot %s.gp\n", report->name);
}

static int figure_make_one(const char *name, struct figure_request *request, struct catapult_error *err)
{
    const struct figure *figure;
    static struct figure_report report; /* 17 KB */
    struct progress_line line;
    progress_line_init(&line);
    struct catapult_progress progress = progress_line_as(&line);
    request->progress = &progress;
    request->say = progress_line_say;
    request->say_context = &line;
    enum catapult_status status = figure_find(name, &figure, err);
    if (status == CATAPULT_STATUS_OK) {
        announce(figure, request, &line);
        status = figure_make(figure, request, &report, err);
    }
    progress_line_done(&line);
    if (status == CATAPULT_STATUS_OK)
        print_report(figure, request, &report);
    return status == CATAPULT_STATUS_OK ? EXIT_DONE : cmd_fail(err);
}

static int figure_run(int argc, char **argv)
{
    struct figure_args mine = {0};
    struct options options;
    struct catapult_error err;
    static const char *set[OPTIONS_SET_MAX]; /* used until the end */
    int code = options_parse(&options, &command_figure, &mine, argc, argv);
    if (code >= 0)
        return code;
    if (mine.force)
        outfile_force();
    figure_gather_set(&options, set);
    struct figure_request request = {.presets_dir = options.presets_dir, .n_set = options.n_set, .set = set};
    if (read_options(&mine, &request, &err) != CATAPULT_STATUS_OK)
        return cmd_fail(&err);
    if (mine.list)
        return figure_list(&request);
    if (options.n_words == 0) {
        catapult_error_set(&err, CATAPULT_STATUS_USAGE, "figure needs a NAME (catapult figure --list names them)");
        return cmd_fail(&err);
    }
    code = figure_make_one(options.words[0], &request, &err);
    return progress_interrupted() && code != EXIT_DONE ? 128 + progress_interrupted() : code;
}

const struct command command_figure = {
    .name = "figure",
    .args = "NAME",
    .help = "Make a figure of the paper: its runs, the picture, and a verdict on each claim",
    .examples = "  catapult figure --list\n"
                "  catapult figure 3\n"
                "  catapult figure 8a --format pdf --out paper\n",
    .options = specs,
    .words_max = 1,
    .run = figure_run,
};
