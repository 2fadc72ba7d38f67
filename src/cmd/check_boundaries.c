/* check_boundaries.c - see check_boundaries.h. */
#include "cmd/check_boundaries.h"

#include <math.h>

#include "base/json.h"
#include "base/text.h"

/* --- text --------------------------------------------------------------------------------------------------------- */

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

/* --- JSON --------------------------------------------------------------------------------------------------------- */

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
