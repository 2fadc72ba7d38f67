/* setting.c - the settings of a figure's run: preset, scale, the user's own, and the available examples. */
#include <catapult/experiment.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data/known_set.h"
#include "data/preset.h"
#include "data/source.h"
#include "figure/kind.h"

/* Applies one "KEY=VALUE". */
static enum catapult_status set_one(struct catapult_settings *settings, const char *text, size_t length,
                                    const char *who, struct catapult_error *err)
{
    struct catapult_error reason;
    enum catapult_status status = CATAPULT_STATUS_OK;
    char *pair = xnew_array(length + 1, 1);
    memcpy(pair, text, length);
    char *equals = strchr(pair, '=');
    if (equals)
        *equals = '\0';
    if (!equals)
        status = catapult_error_set(err, CATAPULT_STATUS_USAGE, "%s: '%.60s' is not KEY=VALUE", who, pair);
    else if (catapult_settings_set(settings, pair, equals + 1, &reason) != CATAPULT_STATUS_OK)
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %s", who, reason.text);
    free(pair);
    return status;
}

static enum catapult_status set_all(struct catapult_settings *settings, const char *pairs, const char *who,
                                    struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    while (pairs && *pairs && status == CATAPULT_STATUS_OK) {
        size_t length = strcspn(pairs, " ");
        if (length)
            status = set_one(settings, pairs, length, who, err);
        pairs += length;
        pairs += *pairs == ' ';
    }
    return status;
}

/* --- fitting to the available examples --------------------------------------------------------------------- */

static const struct known_set *set_of(const struct catapult_settings *settings)
{
    for (int i = 0; known_sets[i]; i++)
        if (strcmp(known_sets[i]->name, catapult_source_name(settings->data.source)) == 0)
            return known_sets[i];
    return NULL;
}

static size_t of_classes(const struct set_half *half, const struct catapult_int_list *classes)
{
    size_t count = 0;
    for (size_t i = 0; i < half->rows; i++) {
        bool wanted = classes->count == 0;
        for (int k = 0; k < classes->count; k++)
            wanted |= half->label[i] == classes->value[k];
        count += wanted;
    }
    return count;
}

static enum catapult_status count_half(const struct known_set *set, const struct set_place *place,
                                       enum set_half_kind which, const struct catapult_settings *settings,
                                       const struct catapult_progress *progress, size_t *count,
                                       struct catapult_error *err)
{
    struct set_half half;
    enum catapult_status status = known_open(set, place, which, &half, progress, err);
    *count = status == CATAPULT_STATUS_OK ? of_classes(&half, &settings->data.classes) : 0;
    known_close(set, &half);
    return status;
}

static int setting_at_most(int wanted, size_t have)
{
    return (size_t)wanted > have ? (int)have : wanted;
}

/* Without a test file, training and test examples come from the same file: at most five eighths are for training. */
static void setting_fit(struct catapult_settings *settings, size_t train, size_t test, bool rest)
{
    if (!rest) {
        settings->data.n = setting_at_most(settings->data.n, train);
        settings->data.test = setting_at_most(settings->data.test, test);
        return;
    }
    if ((size_t)settings->data.n + (size_t)settings->data.test > train)
        settings->data.n = setting_at_most(settings->data.n, train * 5 / 8);
    settings->data.test = setting_at_most(settings->data.test, train - (size_t)settings->data.n);
}

static enum catapult_status fit_examples(struct catapult_settings *settings, const struct catapult_progress *progress,
                                         char *fitted, struct catapult_error *err)
{
    const struct known_set *set = set_of(settings);
    struct set_place place;
    size_t train, test = 0;
    if (!set)
        return CATAPULT_STATUS_OK;
    enum catapult_status status = known_built(set, err);
    if (status == CATAPULT_STATUS_OK)
        status = set_find(set, settings->data.path, &place, err);
    if (status == CATAPULT_STATUS_OK)
        status = count_half(set, &place, SET_TRAIN, settings, progress, &train, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    bool rest = set->rest && !known_has(set, &place, SET_TEST);
    if (!rest && settings->data.test > 0)
        status = count_half(set, &place, SET_TEST, settings, progress, &test, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    int n = settings->data.n, n_test = settings->data.test;
    setting_fit(settings, train, test, rest);
    if (fitted && (settings->data.n != n || settings->data.test != n_test))
        snprintf(fitted, FIGURE_TEXT, " (%d and %d asked for: %s has %zu%s of these classes here)", n, n_test,
                 set->name, rest ? train : test, rest ? " in all" : " test examples");
    return CATAPULT_STATUS_OK;
}

/* --- settings ------------------------------------------------------------------------------------------------ */

enum catapult_status figure_settings(const struct figure_request *request, const struct figure_setting *from,
                                     const char *last, struct catapult_settings *out, char fitted[FIGURE_TEXT],
                                     struct catapult_error *err)
{
    if (fitted)
        *fitted = '\0';
    enum catapult_status status = preset_load(from->preset, request->presets_dir, out, NULL, err);
    if (status == CATAPULT_STATUS_OK)
        status = set_all(out, from->both, from->preset, err);
    bool evidence = request->scale == SCALE_EVIDENCE && from->evidence;
    if (status == CATAPULT_STATUS_OK && (request->scale == SCALE_SMALL || evidence))
        status = set_all(out, from->small, from->preset, err);
    if (status == CATAPULT_STATUS_OK && evidence)
        status = set_all(out, from->evidence, from->preset, err);
    for (int i = 0; i < request->n_set && status == CATAPULT_STATUS_OK; i++)
        status = set_one(out, request->set[i], strlen(request->set[i]), "--set", err);
    if (status == CATAPULT_STATUS_OK)
        status = set_all(out, last, from->preset, err);
    if (status == CATAPULT_STATUS_OK)
        status = fit_examples(out, request->progress, fitted, err);
    struct catapult_error reason;
    if (status == CATAPULT_STATUS_OK && (status = catapult_settings_validate(out, &reason)) != CATAPULT_STATUS_OK)
        catapult_error_set(err, status, "%.200s: %s", from->preset, reason.text);
    return status;
}

void figure_describe(const struct catapult_settings *s, bool varied, char *text, size_t size)
{
    char classes[300], widths[300], type[40], activation[40];
    catapult_settings_get(s, catapult_settings_find("data.classes"), classes, sizeof classes);
    catapult_settings_get(s, catapult_settings_find("network.widths"), widths, sizeof widths);
    catapult_settings_get(s, catapult_settings_find("network.type"), type, sizeof type);
    catapult_settings_get(s, catapult_settings_find("network.activation"), activation, sizeof activation);
    int used = snprintf(text, size, "%s%s%.60s%s, n %d", catapult_source_name(s->data.source), *classes ? " {" : "",
                        classes, *classes ? "}" : "", s->data.n);
    if (s->data.test > 0 && used > 0 && (size_t)used < size)
        used += snprintf(text + used, size - (size_t)used, ", test %d", s->data.test);
    if (s->batch > 0 && used > 0 && (size_t)used < size)
        used += snprintf(text + used, size - (size_t)used, ", batch %d", s->batch);
    if (used < 0 || (size_t)used >= size)
        return;
    bool general = s->network.type == CATAPULT_NETWORK_GENERAL;
    if (general)
        snprintf(widths, sizeof widths, "gamma %g", s->network.gamma);
    snprintf(text + used, size - (size_t)used, "; %s%s%.60s%s%s", type, varied ? "" : " ", varied ? "" : widths,
             general ? "" : " ", general ? "" : activation);
}

enum catapult_status figure_step_flops(const struct catapult_settings *settings, double *flops,
                                       struct catapult_error *err)
{
    struct source_sizes sizes;
    struct catapult_experiment_cost cost;
    enum catapult_status status = source_sizes(settings, &sizes, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct catapult_settings shaped = source_shaped(settings, &sizes);
    catapult_experiment_cost(&shaped, sizes.n, sizes.n_test, sizes.d, sizes.outputs, &cost);
    *flops = cost.step_flops + cost.test_flops / settings->test_every;
    return CATAPULT_STATUS_OK;
}

/* --- text ---------------------------------------------------------------------------------------------------- */

void figure_note(struct figure_report *report, const char *format, ...)
{
    va_list arguments;
    size_t used = strlen(report->note);
    va_start(arguments, format);
    vsnprintf(report->note + used, sizeof report->note - used, format, arguments);
    va_end(arguments);
}

static void add_claim(struct figure_report *report, enum figure_verdict verdict, const char *format, va_list arguments)
{
    if (report->claims == FIGURE_CLAIMS)
        return;
    struct figure_claim *claim = &report->claim[report->claims++];
    claim->verdict = verdict;
    vsnprintf(claim->text, sizeof claim->text, format, arguments);
}

void figure_claim(struct figure_report *report, bool seen, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_claim(report, seen ? FIGURE_SEEN : FIGURE_AGAINST, format, arguments);
    va_end(arguments);
}

void figure_verdict(struct figure_report *report, enum figure_verdict verdict, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_claim(report, verdict, format, arguments);
    va_end(arguments);
}

void figure_remark(struct figure_report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_claim(report, FIGURE_REMARK, format, arguments);
    va_end(arguments);
}
