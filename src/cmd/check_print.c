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
    if (isfinite(d->eta))
        fprintf(out, "  %-17s%.6g = %.4g eta_crit\n", "eta", d->eta, d->eta / d->eta_crit);
}

static void print_max(FILE *out, const struct bound_of_model *model)
{
    if (isnan(model->eta_max)) {
        fprintf(out, ": eta_max is not known");
        return;
    }
    if (isinf(model->eta_max))
        fprintf(out, ": nothing fails up to 128 eta_crit");
    else
        fprintf(out, ": eta_max %.3g eta_crit", model->eta_max);
    fprintf(out, ", %s", boundary_kind(model->from));
    if (model->from == BOUNDARY_MEASURED)
        fprintf(out, " in %ld steps", model->grid.steps);
    if (model->from == BOUNDARY_MEASURED && isfinite(model->grid.first_failure))
        fprintf(out, "; above it %s%s", catapult_outcome_name(model->grid.outcome), model->grid.holes ? ", with holes" : "");
}

/* A phase that a smaller size would have to decide is not predicted. */
static void print_models(FILE *out, const struct diagnosis *d)
{
    char time[AMOUNT_TEXT];
    for (int i = 0; i < d->models; i++) {
        const struct bound_of_model *model = &d->model[i];
        bool cut = model->phase == CATAPULT_PHASE_UNKNOWN && (model->seconds > 0 || !d->whole);
        fprintf(out, "  %-17s", catapult_model_name((int)model->kind));
        if (cut && model->seconds > 0)
            fprintf(out, "not predicted (full size takes about %s: --full)", amount_time(model->seconds, time));
        else if (cut)
            fprintf(out, "not predicted (full size: --full)");
        else
            fputs(catapult_phase_name(model->phase), out);
        if (!cut || !isnan(model->eta_max))
            print_max(out, model);
        fputc('\n', out);
    }
}

static const char *prediction_word(const struct check_report *report, char text[60])
{
    if (report->diagnosis.prediction.kind == PREDICTION_EXACT)
        return "exact";
    int last = report->diagnosis.prediction.directions;
    if (report->n == 1)
        return "estimate, the gates as at w0";
    if (last == 1)
        snprintf(text, 60, "estimate, along p_1");
    else
        snprintf(text, 60, "estimate, along p_1 to p_%d", last);
    return text;
}

static void print_map(FILE *out, const struct check_report *report)
{
    const struct prediction *p = &report->diagnosis.prediction;
    char text[60];
    if (p->kind == PREDICTION_NONE)
        return;
    if (p->diverges) {
        fprintf(out, "  %-17sdiverges by the map of u and v, at step %ld (%s)\n", "end", p->steps, prediction_word(report, text));
        return;
    }
    if (p->peak_step > 0)
        fprintf(out, "  %-17s%.4g at step %ld by the map of u and v (%s)\n", "peak", p->peak, p->peak_step,
                prediction_word(report, text));
    fprintf(out, "  %-17slambda %.4g -> %.4g", "end", p->start[0], p->end[0]);
    for (int q = 1; q < p->directions && q < 3; q++)
        fprintf(out, ", along p_%d %.4g -> %.4g", q + 1, p->start[q], p->end[q]);
    fprintf(out, " by the same in %ld steps\n", p->steps);
}

static void print_prediction(FILE *out, const struct check_report *report)
{
    const struct diagnosis *d = &report->diagnosis;
    char text[AMOUNT_TEXT], bytes[AMOUNT_TEXT];
    print_map(out, report);
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
    json_field_number(out, "eta_max", model->eta_max * eta_crit);
    if (isnan(model->eta_max))
        fprintf(out, ", \"kind\": null");
    else
        json_field_string(out, "kind", boundary_kind(model->from));
    fputc('}', out);
}

static void put_prediction(FILE *out, const struct prediction *p)
{
    static const char *const words[] = {[PREDICTION_NONE] = "none", [PREDICTION_ESTIMATE] = "estimate", [PREDICTION_EXACT] = "exact"};
    bool known = p->kind != PREDICTION_NONE && !p->diverges;
    json_field_string(out, "prediction", words[p->kind]);
    fprintf(out, ", \"diverges\": %s", p->kind == PREDICTION_NONE ? "null" : p->diverges ? "true" : "false");
    json_field_number(out, "peak", known ? p->peak : NAN);
    json_field_number(out, "peak_step", known ? (double)p->peak_step : NAN);
    json_field_numbers(out, "end_lambda", p->end, known ? (size_t)p->directions : 0);
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
    put_prediction(out, &d->prediction);
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

/* --- boundaries, as text ------------------------------------------------------------------------------------------ */

static void print_rate(FILE *out, double eta)
{
    if (isnan(eta))
        fprintf(out, "  %-10s", "?");
    else
        fprintf(out, "  %-10.5g", eta);
}

/* A line below the row: what a measured one stopped at. */
static void print_grid(FILE *out, const struct eta_grid *grid, double eta_crit)
{
    fprintf(out, "  %-11s%-10s", "", "");
    if (isinf(grid->first_failure))
        fprintf(out, "nothing fails up to 128 eta_crit, in %ld steps\n", grid->steps);
    else
        fprintf(out, "fails first at %.5g = %.4g eta_crit: %s, loss %.3g of its first; in %ld steps\n", grid->first_failure,
                grid->first_failure / eta_crit, catapult_outcome_name(grid->outcome), grid->loss, grid->steps);
    if (grid->holes == 0)
        return;
    fprintf(out, "  %-11s%-10sbut these converge, in eta_crit:", "", "");
    for (int i = 0; i < grid->holes; i++)
        fprintf(out, " %.4g", grid->hole[i] / eta_crit);
    fputc('\n', out);
}

void check_boundaries_text(FILE *out, const struct catapult_settings *settings, const struct boundaries *found)
{
    text_put(out, settings->name);
    fprintf(out, ": %s\n  %-11s%-8s  %-10s  %-10s  %-8s  %s\n", *settings->title ? settings->title : "(no title)", "model",
            "boundary", "eta", "/ eta_crit", "kind", "from");
    for (int i = 0; i < found->count; i++) {
        const struct boundary *row = &found->row[i];
        fprintf(out, "  %-11s%-8s", catapult_model_name((int)row->model), boundary_name(row->name));
        print_rate(out, row->eta);
        print_rate(out, row->name == BOUNDARY_CRIT ? 1 : row->eta / found->eta_crit);
        fprintf(out, "  %-8s  %s\n", boundary_kind(row->kind), row->formula);
        if (row->grid.steps)
            print_grid(out, &row->grid, found->eta_crit);
    }
}

/* --- and as JSON -------------------------------------------------------------------------------------------------- */

static void put_grid(FILE *out, const struct eta_grid *grid)
{
    json_field_number(out, "first_failure", grid->first_failure);
    if (isfinite(grid->first_failure))
        fprintf(out, ", \"outcome\": \"%s\"", catapult_outcome_name(grid->outcome));
    else
        fprintf(out, ", \"outcome\": null");
    json_field_number(out, "loss_left", grid->loss);
    json_field_numbers(out, "holes", grid->hole, (size_t)grid->holes);
    fprintf(out, ", \"steps\": %ld", grid->steps);
}

void check_boundaries_json(FILE *out, const struct catapult_settings *settings, const struct boundaries *found)
{
    fprintf(out, "{\"preset\": ");
    json_string(out, settings->name);
    fprintf(out, ", \"boundaries\": [");
    for (int i = 0; i < found->count; i++) {
        const struct boundary *row = &found->row[i];
        fprintf(out, "%s\n  {\"model\": \"%s\", \"name\": \"%s\"", i ? "," : "", catapult_model_name((int)row->model),
                boundary_name(row->name));
        json_field_number(out, "eta", row->eta);
        json_field_number(out, "over_crit", row->name == BOUNDARY_CRIT ? 1 : row->eta / found->eta_crit);
        json_field_string(out, "kind", boundary_kind(row->kind));
        json_field_string(out, "formula", row->formula);
        if (row->grid.steps)
            put_grid(out, &row->grid);
        fputc('}', out);
    }
    fprintf(out, "]}");
}
