/* threads.c - two experiments at once, each in a thread of its own, and what they measure: the same bits as one after the
 * other. */
#include <catapult/experiment.h>
#include <catapult/sharpness.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { STEPS = 4, NUMBERS = STEPS * 3 };
struct job {
    const char *seed;
    double number[NUMBERS];
    bool failed;
};

static bool ready(struct job *job, struct catapult_settings *settings, struct catapult_dataset **data,
                  struct catapult_experiment **experiment, struct catapult_sharpness **sharpness)
{
    const char *const text[][2] = {{"seed", job->seed}, {"network.widths", "20"}, {"data.n", "8"}, {"threads", "1"}};
    struct catapult_error err = {0};
    catapult_settings_defaults(settings);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        if (catapult_settings_set(settings, text[i][0], text[i][1], &err) != CATAPULT_STATUS_OK)
            return false;
    return catapult_dataset_gaussian(settings, data, &err) == CATAPULT_STATUS_OK &&
           catapult_experiment_new(experiment, settings, *data, NULL, &err) == CATAPULT_STATUS_OK &&
           catapult_sharpness_new(sharpness, *experiment, 0, &err) == CATAPULT_STATUS_OK;
}

static void *run(void *context)
{
    struct job *job = context;
    struct catapult_settings settings;
    struct catapult_dataset *data = NULL;
    struct catapult_experiment *e = NULL;
    struct catapult_sharpness *sharpness = NULL;
    job->failed = !ready(job, &settings, &data, &e, &sharpness);
    for (int t = 0; t < STEPS && !job->failed; t++) {
        struct catapult_sharpness_state state;
        catapult_experiment_step(e, 1.5 * catapult_experiment_eta_crit(e));
        catapult_sharpness_renew(sharpness, e);
        catapult_sharpness_advance(sharpness, CATAPULT_SHARPNESS_PRODUCTS);
        catapult_sharpness_get(sharpness, &state);
        const struct catapult_measure *now = catapult_experiment_measure(e, 0);
        const double number[] = {now->train_loss, now->lambda[0], state.value};
        memcpy(job->number + (size_t)t * 3, number, sizeof number);
    }
    catapult_sharpness_free(sharpness);
    catapult_experiment_free(e);
    catapult_dataset_free(data);
    return NULL;
}

int main(void)
{
    int rounds = 4, different = 0;
    struct job alone[2] = {{.seed = "1"}, {.seed = "2"}};
    for (int i = 0; i < 2; i++)
        run(&alone[i]);
    for (int round = 0; round < rounds; round++) {
        struct job job[2] = {{.seed = "1"}, {.seed = "2"}};
        pthread_t thread[2];
        for (int i = 0; i < 2; i++)
            if (pthread_create(&thread[i], NULL, run, &job[i]) != 0)
                return 77;
        for (int i = 0; i < 2; i++) {
            pthread_join(thread[i], NULL);
            if (job[i].failed || alone[i].failed || memcmp(job[i].number, alone[i].number, sizeof job[i].number) != 0)
                different++;
        }
    }
    printf("%d of %d differ, loss %g %g\n", different, 2 * rounds, alone[0].number[NUMBERS - 3], alone[1].number[NUMBERS - 3]);
    return different > 0;
}
