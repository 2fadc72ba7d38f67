/* cmd_show.c - shows a preset's full settings, where each came from, and the cost of a run. */
#include <catapult/experiment.h>
#include <catapult/history.h>
#include <catapult/machine.h>

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allowed.h"
#include "base/parallel.h"
#include "cmd/amount.h"
#include "cmd/cmd.h"
#include "cmd/cmd_lab.h"
#include "cmd/options.h"
#include "data/source.h"

struct show_args {
    bool conf, all;
};

static const struct option_spec specs[] = {
    {.name = "conf", .help = "print a preset file instead, with the settings that differ from the defaults",
     .offset = offsetof(struct show_args, conf)},
    {.name = "all", .help = "with --conf: all settings", .offset = offsetof(struct show_args, all)},
    {.name = NULL},
};

/* A setting may differ from its default although nobody set it: see catapult_settings_set. */
static const char *origin(const struct catapult_settings *settings, const struct origins *origins, size_t i)
{
    struct catapult_settings defaults;
    char text[4096], initial[4096];
    catapult_settings_defaults(&defaults);
    catapult_settings_get(settings, &catapult_settings_table[i], text, sizeof text);
    catapult_settings_get(&defaults, &catapult_settings_table[i], initial, sizeof initial);
    bool implied = strcmp(origins->text[i], "default") == 0 && strcmp(text, initial) != 0;
    return implied ? "implied" : origins->text[i];
}

static void print_settings(const struct catapult_settings *settings, const struct origins *origins)
{
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const struct catapult_setting *row = &catapult_settings_table[i];
        char text[4096], value[4200];
        catapult_settings_get(settings, row, text, sizeof text);
        bool unit = *row->unit && (row->type == CATAPULT_SETTING_INT || row->type == CATAPULT_SETTING_REAL);
        int singular = strcmp(text, "1") == 0; /* of "steps" */
        snprintf(value, sizeof value, "%s%s%.*s", *text ? text : "-", unit ? " " : "",
                 unit ? (int)strlen(row->unit) - singular : 0, row->unit);
        printf("%-22s %-36s %s\n", row->key, value, origin(settings, origins, i));
    }
}

/* How many threads a run uses, how many there are, and why it does not use all. */
static void print_threads(int asked)
{
    struct allowed_processors may = allowed_by_default(true);
    printf("%-22s %d (of %d processor%s%s%s)\n", "threads in use", pool_wanted(asked), may.there, may.there == 1 ? "" : "s",
           asked > 0 || may.why ? "; " : "", asked > 0 ? "as set" : may.why ? may.why : "");
}

/* settings->data.image is the shape of these examples if they are images. */
static void print_cost(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    struct catapult_experiment_cost cost;
    char text[AMOUNT_TEXT];
    double base = allowed_resident(), rate = catapult_machine_flops(settings->threads);
    catapult_experiment_cost(settings, n, n_test, d, outputs, &cost);
    printf("\n%-22s %zu training, %zu test, %zu input%s, %zu output%s\n", "examples", n, n_test, d,
           d == 1 ? "" : "s", outputs, outputs == 1 ? "" : "s");
    printf("%-22s %.0f\n", "parameters", cost.parameters);
    print_threads(settings->threads);
    printf("%-22s %s", "memory", amount(cost.bytes + base, "B", text));
    printf(", %s of it is the program itself\n", amount(base, "B", text));
    printf("%-22s up to %s for screen 7, %d MB for saved states (--memory),\n", "laboratory in addition",
           amount(cost.look_bytes, "B", text), LAB_MEMORY_MB);
    int kinds[CATAPULT_MODEL_COUNT], models = catapult_settings_models(settings, kinds);
    double row = 2.0 * models * (double)catapult_history_row_bytes(settings->spectrum.top);
    printf("%-22s %.0f B per step of every run, up to %d MB (--history)\n", "", row, LAB_HISTORY_MB);
    printf("%-22s %s", "step", amount(cost.step_flops, "flop", text));
    if (n_test)
        printf(", test set %s", amount(cost.test_flops, "flop", text));
    if (rate > 0) {
        double flops = cost.step_flops + cost.test_flops / settings->test_every;
        printf("; not under %s", amount_time(flops / rate, text));
        printf(" at the %s measured now", amount(rate, "flop/s", text));
    }
    char blas[CATAPULT_MACHINE_BLAS_TEXT];
    printf("\n%-22s %s\n", "matrix products", catapult_machine_blas(blas));
}

/* Settings are shown even if the data are missing, or the preset's data do not exist yet. */
static int show_cost(const struct catapult_settings *s)
{
    struct source_sizes sizes;
    struct catapult_error err;
    enum catapult_status status = source_sizes(s, &sizes, &err);
    struct catapult_settings shaped = source_shaped(s, &sizes);
    if (status == CATAPULT_STATUS_OK)
        print_cost(&shaped, sizes.n, sizes.n_test, sizes.d, sizes.outputs);
    else
        printf("\n%-22s unknown: %s\n", "sizes and cost", err.text);
    if (*sizes.note)
        printf("%-22s %s\n", "data", sizes.note);
    return EXIT_DONE;
}

static int show_run(int argc, char **argv)
{
    struct show_args mine = {0};
    struct options options;
    struct catapult_settings settings;
    struct catapult_error err;
    int status = options_parse(&options, &command_show, &mine, argc, argv);
    if (status >= 0)
        return status;
    struct origins *origins = malloc(sizeof *origins); /* 19 KB */
    if (!origins) {
        catapult_error_set(&err, CATAPULT_STATUS_NOMEM, "no memory");
        return cmd_fail(&err);
    }
    if (options_settings(&options, options.words[0], &settings, origins, &err) != CATAPULT_STATUS_OK) {
        status = cmd_fail(&err);
    } else if (mine.conf) {
        if (preset_write(&settings, mine.all, stdout))
            status = EXIT_DONE;
        else
            status = cmd_fail((catapult_error_set(&err, CATAPULT_STATUS_IO, "cannot write"), &err));
    } else {
        print_settings(&settings, origins);
        status = show_cost(&settings);
    }
    free(origins);
    return status;
}

const struct command command_show = {
    .name = "show",
    .args = "PRESET",
    .help = "Print all settings, where each comes from, and what a run costs",
    .examples = "  catapult show fig3\n"
                "  catapult show fig3 --set network.widths=20000\n"
                "  catapult show fig3 --set eta=1.5crit --conf > mine.conf\n",
    .options = specs,
    .words_min = 1,
    .words_max = 1,
    .run = show_run,
};
