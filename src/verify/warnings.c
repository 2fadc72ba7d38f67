/* warnings.c - the words of the warnings, and those from the learning rates, see diagnosis.h. */
#include "verify/diagnosis.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "verify/warnings.h"

static const double close_by = 0.02;

static const char *const words[] = {
#define WARNING_WORD(name, word, help) [name] = word,
    WARNING_LIST(WARNING_WORD)
#undef WARNING_WORD
};

const char *warning_word(enum warning warning)
{
    return words[warning];
}

void diagnosis_warn(struct diagnosis *out, enum warning warning, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out->warning[warning], sizeof out->warning[warning], format, arguments);
    va_end(arguments);
}

/* --- learning rates -------------------------------------------------------------------------------------------------- */

static void near_boundary(struct diagnosis *out, double boundary, const char *name)
{
    if (isfinite(boundary) && fabs(out->eta / boundary - 1) < close_by && !*out->warning[WARNING_BOUNDARY])
        diagnosis_warn(out, WARNING_BOUNDARY, "eta = %.5g is within 2 %% of %s = %.5g: another seed may be in another phase",
                       out->eta, name, boundary);
}

static void look_at_boundaries(struct diagnosis *out)
{
    char name[60];
    near_boundary(out, out->eta_crit, "eta_crit = 2/lambda_1");
    for (int k = 1; k < out->top; k++) {
        snprintf(name, sizeof name, "2/lambda_%d", k + 1);
        if (out->lambda[k] > 1e-3 * out->lambda[0])
            near_boundary(out, out->eta_crit * out->lambda[0] / out->lambda[k], name);
    }
    for (int i = 0; i < out->models; i++) {
        const struct bound_of_model *model = &out->model[i];
        snprintf(name, sizeof name, "eta_max of the %s model", catapult_model_name((int)model->kind));
        if (model->kind != CATAPULT_MODEL_LINEAR && !isnan(model->eta_max))
            near_boundary(out, model->eta_max * out->eta_crit, name);
    }
    if (out->top > 1 && out->lambda[0] - out->lambda[1] < close_by * out->lambda[0])
        diagnosis_warn(out, WARNING_NEAR_EQUAL, "lambda_1 = %.5g and lambda_2 = %.5g are within 2 %%: p_1 and p_2 change places "
                       "easily, both are thrown at once", out->lambda[0], out->lambda[1]);
}

static void look_at_schedule(const struct catapult_settings *settings, struct diagnosis *out)
{
    const struct bound_of_model *focus = &out->model[0];
    double bound = focus->eta_max;
    for (int i = 0; i < settings->n_schedule; i++) {
        double rate = catapult_settings_eta(settings, &settings->schedule[i].eta, out->lambda[0], bound * out->eta_crit)
                      / out->eta_crit;
        if (rate > bound * (1 + 1e-12) && !*out->warning[WARNING_SCHEDULE])
            diagnosis_warn(out, WARNING_SCHEDULE, "from step %ld on eta is %.4g eta_crit, beyond the eta_max of %.4g eta_crit (%s) of "
                           "the %s model (a kernel that has fallen by then may bear it)", settings->schedule[i].at, rate, bound,
                           boundary_kind(focus->from), catapult_model_name((int)focus->kind));
    }
}

void diagnosis_look_at_rates(const struct catapult_settings *settings, struct diagnosis *out)
{
    if (!(out->lambda[0] > 0)) {
        diagnosis_warn(out, WARNING_EMPTY, "lambda_1 is %g at w0: nothing moves at any eta", out->lambda[0]);
        return;
    }
    look_at_boundaries(out);
    look_at_schedule(settings, out);
}
