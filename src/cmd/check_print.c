/* check_print.c - see check_print.h. */
#include "cmd/check_print.h"

#include <catapult/machine.h>

#include <math.h>
#include <string.h>

#include "cmd/amount.h"
#include "base/json.h"
#include "base/text.h"

int check_count(const struct check_report *report, enum verdict verdict)
{
    int count = 0;
    for (int i = 0; i < report->count; i++)
        count += report->finding[i].verdict == verdict;
    for (int w = 0; w < WARNING_COUNT && verdict == VERDICT_WARN && !report->only; w++)
        count += *report->diagnosis.warning[w] != '\0';
    return count;
}

/* --- text --------------------------------------------------------------------------------------------------------- */

static void print_finding(FILE *out, const struct property *property, const struct finding *finding, const char *size)
{
    fprintf(out, "  %-17s%-5s", property->name, verdict_word(finding->verdict));
    if (finding->verdict == VERDICT_NA) {
        fprintf(out, "%s\n", finding->what);
        return;
    }
    fprintf(out, "%-9.3g %s %-9.3g %s; %s", finding->measured, finding->measured <= finding->bound ? "<=" : "> ", finding->bound,
            property->bound, finding->what);
    if (strcmp(finding->size, size) != 0)
        fprintf(out, " [%s]", finding->size);
    fputc('\n', out);
    if (finding->verdict == VERDICT_FAIL)
        fprintf(out, "  %-17s     %s\n", "", property->what);
}

static void print_rates(FILE *out, const struct diagnosis *d)
{
    fprintf(out, "\n  %-17s%.6g = %.4g/lambda_1(0), lambda_1(0) = %.6g%s%s%s\n", "eta_crit", d->eta_crit,
            d->eta_crit * d->lambda[0], d->lambda[0],
            d->whole ? "" : " [", d->whole ? "" : d->size, d->whole ? "" : "]");
    for (int k = 1; k < d->top && k < 4; k++)
        if (d->lambda[k] > 1e-9 * d->lambda[0])
            fprintf(out, "  2/lambda_%-8d%.6g = %.4g eta_crit\n", k + 1, 2 / d->lambda[k], d->lambda[0] / d->lambda[k]);
    fprintf(out, "  %-17s%.6g = %.4g eta_crit\n", "eta", d->eta, d->eta / d->eta_crit);
}

static void print_models(FILE *out, const struct diagnosis *d)
{
    for (int i = 0; i < d->models; i++) {
        const struct bound_of_model *model = &d->model[i];
        fprintf(out, "  %-17s%s", catapult_model_name((int)model->kind), catapult_phase_name(model->phase));
        if (model->phase != model->small_phase)
            fprintf(out, "%s, %s by the one measured", isnan(model->theory) ? "" : " by theory",
                    catapult_phase_name(model->small_phase));
        if (!isnan(model->theory))
            fprintf(out, ": eta_max %g eta_crit by theory", model->theory);
        else if (isnan(model->measured))
            fprintf(out, ": eta_max is not known");
        const char *unit = isnan(model->theory) ? " eta_crit" : "", *next = isnan(model->theory) ? ": " : ", ";
        if (isinf(model->measured))
            fprintf(out, "%snothing up to 128%s diverges", next, unit);
        else if (!isnan(model->measured))
            fprintf(out, "%s%s%.3g%s measured", next, *unit ? "eta_max " : "", model->measured, unit);
        if (!isnan(model->measured))
            fprintf(out, " in %ld steps%s%s%s", d->search_steps, d->search_whole ? "" : " [", d->search_whole ? "" : d->search_size,
                    d->search_whole ? "" : "]");
        fputc('\n', out);
    }
}

static void print_prediction(FILE *out, const struct check_report *report)
{
    const struct diagnosis *d = &report->diagnosis;
    char text[AMOUNT_TEXT], bytes[AMOUNT_TEXT];
    if (!isnan(d->peak))
        fprintf(out, "  %-17sof the order of %.3g = m (eta lambda_1 - 2)^2 / log m (Theorem 1, up to a constant)\n", "peak", d->peak);
    if (d->eta > d->eta_crit && d->model[0].phase == CATAPULT_PHASE_CATAPULT)
        fprintf(out, "  %-17slambda_1 in (0, 2/eta) = (0, %.4g), down from %.4g\n", "end", 2 / d->eta, d->lambda[0]);
    if (isnan(d->seconds))
        return;
    fprintf(out, "  %-17s%d steps: %s%s, ", "run", report->settings->stop.steps, d->timed ? "" : "not under ",
            amount_time(d->seconds, text));
    fprintf(out, "%s of memory, %.0f parameters\n", amount(d->cost.bytes, "B", bytes), d->cost.parameters);
    char blas[CATAPULT_MACHINE_BLAS_TEXT];
    fprintf(out, "  %-17s%s\n", "products", catapult_machine_blas(blas));
}

void check_print_text(FILE *out, const struct check_report *report)
{
    const char *size = report->count ? report->finding[report->count - 1].size : "";
    text_put(out, report->settings->name);
    fprintf(out, ": %s\n", *report->settings->title ? report->settings->title : "(no title)");
    fprintf(out, "  looked at with %s%s\n\n", size, report->full ? "" : " (--full: the preset's own size)");
    for (int i = 0; i < report->count; i++)
        print_finding(out, report->property[i], &report->finding[i], size);
    if (!report->only) {
        if (isfinite(report->diagnosis.eta_crit)) {
            print_rates(out, &report->diagnosis);
            print_models(out, &report->diagnosis);
        }
        print_prediction(out, report);
        for (int w = 0; w < WARNING_COUNT; w++)
            if (*report->diagnosis.warning[w])
                fprintf(out, "  warning: %s: %s\n", warning_word((enum warning)w), report->diagnosis.warning[w]);
    }
    fputs(report->only ? "" : "\n", out);
    text_put(out, report->settings->name);
    fprintf(out, ": %d ok, %d warned of, %d failed, %d not applicable\n", check_count(report, VERDICT_OK),
            check_count(report, VERDICT_WARN), check_count(report, VERDICT_FAIL), check_count(report, VERDICT_NA));
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static void put_finding(FILE *out, const struct property *property, const struct finding *finding)
{
    fprintf(out, "{\"name\": \"%s\", \"verdict\": \"%s\"", property->name, verdict_word(finding->verdict));
    json_field_number(out, "measured", finding->measured);
    json_field_number(out, "bound", finding->bound);
    json_field_string(out, "bound_from", property->bound);
    json_field_string(out, "property", property->what);
    json_field_string(out, finding->verdict == VERDICT_NA ? "why" : "worst", finding->what);
    json_field_string(out, "size", finding->size);
    fprintf(out, ", \"cases\": %d}", finding->cases);
}

static void check_put_model(FILE *out, const struct bound_of_model *model, double eta_crit)
{
    fprintf(out, "{\"model\": \"%s\", \"phase\": \"%s\"", catapult_model_name((int)model->kind),
            catapult_phase_name(model->phase));
    json_field_number(out, "eta_max_theory", model->theory * eta_crit);
    json_field_number(out, "eta_max_measured", model->measured * eta_crit);
    fputc('}', out);
}

static void put_diagnosis(FILE *out, const struct check_report *report)
{
    const struct diagnosis *d = &report->diagnosis;
    fprintf(out, "  \"diagnosis\": {\"whole\": %s", d->whole ? "true" : "false");
    json_field_string(out, "size", d->size);
    json_field_number(out, "eta", d->eta);
    json_field_number(out, "eta_crit", d->eta_crit);
    size_t known = 0;
    while (known < (size_t)d->top && known < CATAPULT_TOP_MAX && isfinite(d->lambda[known]))
        known++;
    json_field_numbers(out, "lambda", d->lambda, known);
    fprintf(out, ", \"models\": [");
    for (int i = 0; i < d->models; i++) {
        fprintf(out, i ? ", " : "");
        check_put_model(out, &d->model[i], d->eta_crit);
    }
    fprintf(out, "]");
    json_field_string(out, "eta_max_size", d->search_size);
    json_field_number(out, "peak", d->peak);
    json_field_number(out, "end_lambda_1_below", 2 / d->eta);
    json_field_number(out, "seconds", d->seconds);
    fprintf(out, ", \"seconds_measured\": %s", d->timed ? "true" : "false");
    json_field_number(out, "bytes", d->cost.bytes);
    json_field_number(out, "parameters", d->cost.parameters);
    fprintf(out, "},\n  \"warnings\": [");
    for (int w = 0, count = 0; w < WARNING_COUNT; w++) {
        if (!*d->warning[w])
            continue;
        fprintf(out, "%s\n    {\"name\": \"%s\"", count++ ? "," : "", warning_word((enum warning)w));
        json_field_string(out, "text", d->warning[w]);
        fputc('}', out);
    }
    fprintf(out, "],\n");
}

void check_print_json(FILE *out, const struct check_report *report)
{
    char blas[CATAPULT_MACHINE_BLAS_TEXT];
    fprintf(out, " {\"preset\": ");
    json_string(out, report->settings->name);
    json_field_string(out, "title", report->settings->title);
    json_field_string(out, "blas", catapult_machine_blas(blas));
    fprintf(out, ", \"n\": %zu, \"test\": %zu, \"d\": %zu, \"full\": %s,\n  \"properties\": [", report->n, report->n_test, report->d,
            report->full ? "true" : "false");
    for (int i = 0; i < report->count; i++) {
        fprintf(out, "%s\n    ", i ? "," : "");
        put_finding(out, report->property[i], &report->finding[i]);
    }
    fprintf(out, "],\n");
    if (!report->only)
        put_diagnosis(out, report);
    fprintf(out, "  \"ok\": %d, \"warned\": %d, \"failed\": %d, \"not_applicable\": %d}", check_count(report, VERDICT_OK),
            check_count(report, VERDICT_WARN), check_count(report, VERDICT_FAIL), check_count(report, VERDICT_NA));
}
