/* experiment_state.c - an experiment's whole state in one buffer, exact to the bit.
 *
 *     head | for every model: struct known | weights | with momentum: the last step of the weights |
 *            tracked eigenvectors | outputs on the test set
 *
 * Restore computes what follows from these (activations, kernels, residuals) with the same passes. */
#include <string.h>

#include "core/experiment/laboratory.h"
#include "core/dataset/loss.h"

struct head {
    long t;
    double eta;
};

struct known {
    double first_loss;
    bool diverged;
    struct catapult_measure now;
};

static size_t momentum_of(const struct running *running)
{
    return running->momentum ? momentum_size(running->momentum) : 0;
}

static size_t test_bytes(const struct catapult_experiment *e)
{
    return e->data->n_test * e->data->outputs * sizeof(double);
}

static size_t model_bytes(const struct catapult_experiment *e, const struct running *running)
{
    return sizeof(struct known) + model_size(running->class, running->state) + momentum_of(running)
           + spectrum_state_size(running->spectrum) + test_bytes(e);
}

size_t catapult_experiment_state_size(const struct catapult_experiment *e)
{
    size_t size = sizeof(struct head);
    for (int i = 0; i < e->models; i++)
        size += model_bytes(e, &e->model[i]);
    return size;
}

static char *state_put(char *to, const void *from, size_t size)
{
    memcpy(to, from, size);
    return to + size;
}

static const char *state_take(const char *from, void *to, size_t size)
{
    memcpy(to, from, size);
    return from + size;
}

void catapult_experiment_save(const struct catapult_experiment *e, void *buffer)
{
    struct head head = {e->t, e->eta};
    char *to = state_put(buffer, &head, sizeof head);
    for (int i = 0; i < e->models; i++) {
        const struct running *running = &e->model[i];
        struct known known;
        memset(&known, 0, sizeof known); /* also the padding, so that equal states have equal bytes */
        known.first_loss = running->first_loss;
        known.diverged = running->diverged;
        known.now = running->now;
        to = state_put(to, &known, sizeof known);
        model_save(running->class, running->state, to);
        to += model_size(running->class, running->state);
        if (running->momentum)
            momentum_save(running->momentum, to);
        to += momentum_of(running);
        spectrum_save(running->spectrum, to);
        to += spectrum_state_size(running->spectrum);
        if (test_bytes(e))
            to = state_put(to, running->f_test, test_bytes(e));
    }
}

void catapult_experiment_restore(struct catapult_experiment *e, const void *buffer)
{
    struct head head;
    const char *from = state_take(buffer, &head, sizeof head);
    const struct catapult_dataset *data = e->data;
    e->t = head.t;
    e->eta = head.eta;
    for (int i = 0; i < e->models; i++) {
        struct running *running = &e->model[i];
        struct known known;
        if (running->resting) {
            from += model_bytes(e, running);
            continue;
        }
        from = state_take(from, &known, sizeof known);
        running->first_loss = known.first_loss;
        running->diverged = known.diverged;
        running->now = known.now;
        model_restore(running->class, running->state, from, experiment_spectrum_due(e, e->t));
        from += model_size(running->class, running->state);
        if (running->momentum)
            momentum_restore(running->momentum, from);
        from += momentum_of(running);
        spectrum_restore(running->spectrum, from);
        from += spectrum_state_size(running->spectrum);
        if (test_bytes(e))
            from = state_take(from, running->f_test, test_bytes(e));
        loss_residual(data->n, data->outputs, running->class->output(running->state), data->y, running->r);
    }
    catapult_experiment_set_lr(e, e->eta);
}
