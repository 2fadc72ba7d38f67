/* cmd_check.c - checks a preset: the properties of src/verify, and what to expect of a run. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/check_print.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/source.h"

static const char *const boundaries_word = "boundaries"; /* of --only */

enum { DIAGNOSIS_SHARE = 6 }; /* its share of the progress line, in properties */

struct check_args {
    bool quick, full, json, all;
    const char *only;
};

static const struct option_spec specs[] = {
    {.name = "quick", .help = "seconds per preset; a large one is reduced (the default)", .offset = offsetof(struct check_args, quick)},
    {.name = "full", .help = "use the preset's own size", .offset = offsetof(struct check_args, full)},
    {.name = "json", .help = "print JSON: an array with an object for each preset", .offset = offsetof(struct check_args, json)},
    {.name = "only", .argument = "NAME", .help = "check this property alone; or \"boundaries\": list eta_crit, eta_max and others, with the source of each", .offset = offsetof(struct check_args, only)},
    {.name = "all", .help = "check all presets; those whose data are missing are named and skipped",
     .offset = offsetof(struct check_args, all)},
    {.name = NULL},
};

struct check {
    const struct check_args *mine;
    const struct options *options;
    const struct property *only; /* NULL: all */
    bool boundaries;             /* these alone */
    struct progress_line line;
    const char *preset;          /* being checked */
    char what[60];               /* the current task */
    double done, whole;          /* sum of the presets' shares; a preset counts 1 */
    int reports, failed, left_out;
    bool array;                  /* of JSON: not one object alone */
    bool bad;                    /* a preset could not be checked */
};

/* Uses only the words of the work's own reports: the overall progress is counted here. */
static int report_progress(void *context, const char *what, double fraction)
{
    struct check *check = context;
    char text[160];
    (void)fraction;
    if (what)
        snprintf(check->what, sizeof check->what, "%s", what);
    snprintf(text, sizeof text, "checking: %.60s, %s", check->preset, check->what);
    return progress_line_show(&check->line, text, check->done / check->whole);
}

static enum catapult_status run_properties(struct check *check, struct subject *subject, struct check_report *report,
                                           struct catapult_error *err)
{
    for (const struct property *property = verify_properties; property->name; property++) {
        if (check->only && property != check->only)
            continue;
        report->property[report->count] = property;
        if (!verify_run(subject, property, &report->finding[report->count]))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
        report->count++;
        check->done++;
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status check_look(struct check *check, const struct catapult_settings *settings,
                                       const struct catapult_dataset *data, struct check_report *report,
                                       struct catapult_error *err)
{
    struct catapult_progress progress = {report_progress, check};
    struct subject *subject = NULL;
    *report = (struct check_report){.settings = settings, .n = data->n, .n_test = data->n_test, .d = data->d,
                                    .full = check->mine->full, .only = check->only != NULL};
    enum catapult_status status = subject_new(&subject, settings, data, check->mine->full, &progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = run_properties(check, subject, report, err);
    subject_free(subject);
    if (status == CATAPULT_STATUS_OK && !check->only)
        status = diagnosis_make(settings, data, check->mine->full, source_load, &progress, &report->diagnosis, err);
    return status;
}

static void print(struct check *check, const struct check_report *report)
{
    progress_line_done(&check->line);
    if (check->mine->json)
        fputs(check->reports ? ",\n" : "[\n", stdout);
    else if (check->reports || check->left_out)
        fputc('\n', stdout);
    (check->mine->json ? check_print_json : check_print_text)(stdout, report);
    check->reports++;
    check->failed += check_count(report, VERDICT_FAIL);
}

/* One preset's boundaries are an object, those of several an array of them. */
static enum catapult_status look_at_boundaries(struct check *check, const struct catapult_settings *settings,
                                               const struct catapult_dataset *data, struct catapult_error *err)
{
    struct catapult_progress progress = {report_progress, check};
    struct boundaries *found = xnew_array(1, sizeof *found);
    enum catapult_status status = boundaries_find(settings, data, check->mine->full ? INFINITY : boundaries_patience, &progress, found,
                                                  err);
    if (status == CATAPULT_STATUS_OK) {
        progress_line_done(&check->line);
        if (!check->mine->json && (check->reports || check->left_out))
            fputc('\n', stdout);
        if (check->mine->json && check->array)
            fputs(check->reports ? ",\n" : "[\n", stdout);
        (check->mine->json ? check_boundaries_json : check_boundaries_text)(stdout, settings, found);
        check->reports++;
    }
    free(found);
    return status;
}

/* With --all, missing data are not the preset's fault. */
static void leave_out(struct check *check, const struct catapult_error *err)
{
    progress_line_done(&check->line);
    FILE *out = check->mine->json ? stderr : stdout;
    fputs(check->reports && !check->mine->json ? "\n" : "", out);
    text_put(out, check->preset);
    fprintf(out, ": left out: %s\n", err->text);
    check->left_out++;
}

static enum catapult_status check_preset(struct check *check, const char *name, struct catapult_error *err)
{
    struct catapult_progress progress = {report_progress, check};
    struct catapult_settings settings;
    struct catapult_dataset *data = NULL;
    check->preset = name;
    snprintf(check->what, sizeof check->what, "reading");
    enum catapult_status status = options_settings(check->options, name, &settings, NULL, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    status = source_load(&settings, &data, &progress, err);
    if (status != CATAPULT_STATUS_OK && status != CATAPULT_STATUS_CANCELLED && check->mine->all) {
        leave_out(check, err);
        return CATAPULT_STATUS_OK;
    }
    struct check_report *report = xnew_array(1, sizeof *report);
    if (status == CATAPULT_STATUS_OK && check->boundaries)
        status = look_at_boundaries(check, &settings, data, err);
    else if (status == CATAPULT_STATUS_OK)
        status = check_look(check, &settings, data, report, err);
    if (status == CATAPULT_STATUS_OK && !check->boundaries)
        print(check, report);
    catapult_dataset_free(data);
    free(report);
    return status;
}

/* A preset that cannot be checked does not stop the others. */
static int check_presets(struct check *check, int count, const char *const *names)
{
    struct catapult_error err;
    bool one = check->only || check->boundaries;
    double share = one ? 1 : DIAGNOSIS_SHARE;
    for (const struct property *property = verify_properties; property->name && !one; property++)
        share++;
    check->array = !check->boundaries || check->mine->all || count > 1;
    check->whole = share * count;
    progress_line_init(&check->line);
    for (int i = 0; i < count; i++) {
        check->done = share * i;
        enum catapult_status status = check_preset(check, names[i], &err);
        progress_line_done(&check->line);
        if (status == CATAPULT_STATUS_OK)
            continue;
        cmd_fail(&err);
        check->bad = true;
        if (status == CATAPULT_STATUS_CANCELLED)
            break;
    }
    if (check->mine->json && check->array)
        puts(check->reports ? "\n]" : "[]");
    else if (check->mine->json)
        fputs(check->reports ? "\n" : "", stdout);
    else if (check->boundaries)
        ; /* nothing passes or fails */
    else if (count > 1)
        printf("\n%d presets: %d checked, %d left out, %d failed properties\n", count, check->reports, check->left_out, check->failed);
    if (progress_interrupted())
        return 128 + progress_interrupted();
    return check->bad ? EXIT_USAGE : check->failed ? EXIT_CHECK_FAILED : EXIT_DONE;
}

static int check_all(struct check *check)
{
    struct search_entry *entries;
    struct catapult_error err;
    size_t count = preset_list(check->options->presets_dir, &entries);
    if (count == (size_t)-1) {
        catapult_error_set(&err, CATAPULT_STATUS_NOMEM, "no memory for the list of presets");
        return cmd_fail(&err);
    }
    const char **names = xnew_array(count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = entries[i].name;
    int code = check_presets(check, (int)count, names);
    free(names);
    free(entries);
    return code;
}

static enum catapult_status find_property(struct check *check, struct catapult_error *err)
{
    const char *names[CHECK_FINDINGS] = {NULL};
    names[0] = boundaries_word;
    if (!check->mine->only)
        return CATAPULT_STATUS_OK;
    check->boundaries = strcmp(check->mine->only, boundaries_word) == 0;
    if (check->boundaries)
        return CATAPULT_STATUS_OK;
    check->only = verify_find(check->mine->only);
    for (int i = 0; verify_properties[i].name; i++)
        names[i + 1] = verify_properties[i].name;
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(check->mine->only, names);
    if (!check->only)
        catapult_error_set(err, CATAPULT_STATUS_USAGE, "--only: no property '%.60s'%s", check->mine->only,
                           catapult_settings_hint(near, " (catapult check PRESET shows them)", hint));
    return check->only ? CATAPULT_STATUS_OK : CATAPULT_STATUS_USAGE;
}

static int check_run(int argc, char **argv)
{
    struct check_args mine = {0};
    struct options options;
    struct check check = {.mine = &mine, .options = &options};
    struct catapult_error err;
    int code = options_parse(&options, &command_check, &mine, argc, argv);
    if (code >= 0)
        return code;
    err.code = CATAPULT_STATUS_OK;
    if (mine.quick && mine.full)
        catapult_error_set(&err, CATAPULT_STATUS_USAGE, "--quick and --full: one of them");
    else if (mine.all == (options.n_words > 0))
        catapult_error_set(&err, CATAPULT_STATUS_USAGE,
                           mine.all ? "--all: no preset besides"
                                    : "check needs PRESET... or --all (see catapult check --help)");
    else
        find_property(&check, &err);
    if (err.code != CATAPULT_STATUS_OK)
        return cmd_fail(&err);
    return mine.all ? check_all(&check) : check_presets(&check, options.n_words, options.words);
}

const struct command command_check = {
    .name = "check",
    .args = "PRESET...",
    .help = "Check a preset: measure its properties, and predict what a run will do",
    .examples = "  catapult check fig3\n"
                "  catapult check mine.conf --only gradient\n"
                "  catapult check fig8a --only boundaries --json\n"
                "  catapult check fig8a single --json > checked.json\n"
                "  catapult check single --full\n",
    .options = specs,
    .words_max = OPTIONS_ANY,
    .run = check_run,
};
