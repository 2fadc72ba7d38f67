/* settings_eta.c - which learning rate the settings ask for, and its plain value. */
#include <math.h>

#include <catapult/phase.h>
#include <catapult/settings.h>

const struct lr *settings_lr_at(const struct settings *settings, long step)
{
    const struct lr *lr = &settings->eta;
    for (int i = 0; i < settings->n_schedule && settings->schedule[i].at <= step; i++)
        lr = &settings->schedule[i].eta;
    return lr;
}

double settings_warmup_at(const struct settings *settings, long step)
{
    long next = step + 1;
    return next < settings->warmup ? (double)next / (double)settings->warmup : 1;
}

double settings_threshold(const struct settings *settings)
{
    return phase_threshold(settings->momentum, settings->nesterov);
}

double settings_eta(const struct settings *settings, const struct lr *lr, double lambda_1, double eta_max)
{
    return lr_resolve(lr, settings_threshold(settings), lambda_1, eta_max);
}

double settings_eta_at(const struct settings *settings, long step, double lambda_1, double eta_max)
{
    return settings_eta(settings, settings_lr_at(settings, step), lambda_1, eta_max) * settings_warmup_at(settings, step);
}

/* eta, then the schedule's; NULL after the last. */
static const struct lr *lr_number(const struct settings *settings, int i)
{
    if (i == 0)
        return &settings->eta;
    return i <= settings->n_schedule ? &settings->schedule[i - 1].eta : NULL;
}

bool settings_need_eta_max(const struct settings *settings)
{
    const struct lr *lr;
    for (int i = 0; (lr = lr_number(settings, i)); i++)
        if (lr->unit == LR_MAX)
            return true;
    return false;
}

enum status settings_check_etas(const struct settings *settings, double lambda_1, double eta_max, struct error *err)
{
    const struct lr *lr;
    for (int i = 0; (lr = lr_number(settings, i)); i++) {
        char text[64];
        if (isfinite(settings_eta(settings, lr, lambda_1, eta_max)))
            continue;
        lr_format(lr, text, sizeof text);
        return error_set(err, STATUS_INPUT, "eta: %s has no value here: lambda_1(0) is %g%s", text, lambda_1,
                         lr->unit == LR_MAX ? ", or eta_max is not known" : "");
    }
    return STATUS_OK;
}
