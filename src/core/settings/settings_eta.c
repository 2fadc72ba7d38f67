/* settings_eta.c - the learning rate of the settings at a step, and its plain value. */
#include <math.h>

#include <catapult/phase.h>
#include <catapult/settings.h>

const struct catapult_lr *catapult_settings_lr_at(const struct catapult_settings *settings, long step)
{
    const struct catapult_lr *lr = &settings->eta;
    for (int i = 0; i < settings->n_schedule && settings->schedule[i].at <= step; i++)
        lr = &settings->schedule[i].eta;
    return lr;
}

double catapult_settings_warmup_at(const struct catapult_settings *settings, long step)
{
    long next = step + 1;
    return next < settings->warmup ? (double)next / (double)settings->warmup : 1;
}

double catapult_settings_threshold(const struct catapult_settings *settings)
{
    return catapult_phase_threshold(settings->momentum, settings->nesterov);
}

double catapult_settings_eta(const struct catapult_settings *settings, const struct catapult_lr *lr, double lambda_1,
                             double eta_max)
{
    return catapult_lr_resolve(lr, catapult_settings_threshold(settings), lambda_1, eta_max);
}

double catapult_settings_eta_at(const struct catapult_settings *settings, long step, double lambda_1, double eta_max)
{
    return catapult_settings_eta(settings, catapult_settings_lr_at(settings, step), lambda_1, eta_max)
           * catapult_settings_warmup_at(settings, step);
}

/* Learning rate number i: eta, then those of the schedule; NULL after the last. */
static const struct catapult_lr *lr_number(const struct catapult_settings *settings, int i)
{
    if (i == 0)
        return &settings->eta;
    return i <= settings->n_schedule ? &settings->schedule[i - 1].eta : NULL;
}

bool catapult_settings_need_eta_max(const struct catapult_settings *settings)
{
    const struct catapult_lr *lr;
    for (int i = 0; (lr = lr_number(settings, i)); i++)
        if (lr->unit == CATAPULT_LR_MAX)
            return true;
    return false;
}

enum catapult_status catapult_settings_check_etas(const struct catapult_settings *settings, double lambda_1,
                                                  double eta_max, struct catapult_error *err)
{
    const struct catapult_lr *lr;
    for (int i = 0; (lr = lr_number(settings, i)); i++) {
        char text[64];
        if (isfinite(catapult_settings_eta(settings, lr, lambda_1, eta_max)))
            continue;
        catapult_lr_format(lr, text, sizeof text);
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "eta: %s has no value here: lambda_1(0) is %g%s", text,
                                  lambda_1, lr->unit == CATAPULT_LR_MAX ? ", or eta_max is not known" : "");
    }
    return CATAPULT_STATUS_OK;
}
