/* outside.c - somebody else's program: names of its own that the library has inside, and three numbers of a run. */
#include <catapult/direction.h>
#include <catapult/experiment.h>
#include <catapult/export.h>
#include <catapult/history.h>
#include <catapult/look.h>
#include <catapult/lr.h>
#include <catapult/machine.h>
#include <catapult/map.h>
#include <catapult/measure.h>
#include <catapult/outcome.h>
#include <catapult/phase.h>
#include <catapult/settings.h>
#include <catapult/sharpness.h>
#include <catapult/status.h>
#include <stdio.h>
#include <string.h>

enum { LOSS_SUM = 70, STATUS_OK, MODEL_NETWORK, WORK_UPDATE };
struct error { int pool; };
struct settings { struct error error; };
struct dataset { int n; };
struct model { int n; };
int pool_new(void);
int pool_free(void);
int xnew_array(void);
int try_array(void);
int text_tame(void);
int number_whole(void);
#ifdef CLONED
__attribute__((target_clones("arch=x86-64-v3", "default")))
#endif
int parts_reduce(void);
int quadratic_expand(void);
const char *status_text(int code);
int pool_new(void) { return 1; }
int pool_free(void) { return 2; }
int xnew_array(void) { return 3; }
int try_array(void) { return 4; }
int text_tame(void) { return 5; }
int number_whole(void) { return 6; }
#ifdef CLONED
__attribute__((target_clones("arch=x86-64-v3", "default")))
#endif
int parts_reduce(void) { return 7; }
int quadratic_expand(void) { return 8; }
const char *status_text(int code) { return code == LOSS_SUM ? "mine" : "wrong"; }

int main(void)
{
    struct settings mine = {{pool_new() + pool_free() + xnew_array() + try_array() + text_tame() + number_whole()}};
    struct catapult_error err = {0};
    struct catapult_settings *settings = catapult_settings_new();
    struct catapult_dataset *data = NULL;
    struct catapult_experiment *experiment = NULL;
    if (!settings || catapult_settings_set(settings, "network.widths", "20", &err) != CATAPULT_STATUS_OK ||
        catapult_settings_set(settings, "model", "quadratic", &err) != CATAPULT_STATUS_OK ||
        catapult_settings_set(settings, "data.n", "8", &err) != CATAPULT_STATUS_OK ||
        catapult_dataset_gaussian(settings, &data, &err) != CATAPULT_STATUS_OK ||
        catapult_experiment_new(&experiment, settings, data, NULL, &err) != CATAPULT_STATUS_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    catapult_experiment_step(experiment, 0.1);
    double loss = 0, lambda = 0;
    const struct catapult_measure *now = catapult_experiment_measure(experiment, 0);
    bool named = catapult_measure_value(now, "train_loss", &loss) && catapult_measure_value(now, "lambda_1", &lambda) &&
                 loss == now->train_loss && lambda == now->lambda[0] && !catapult_measure_value(now, "lambda_17", &loss) &&
                 !catapult_measure_value(now, "lambda_", &loss) && !catapult_measure_value(now, "distance1", &loss) &&
                 !catapult_measure_value(now, "loss", &loss) && loss == now->train_loss;
    /* The table has one address, in the program and in the library. */
    bool same = catapult_settings_find("data.n") - catapult_settings_table < (long)catapult_settings_count &&
                strcmp(catapult_settings_table[catapult_settings_find("data.n") - catapult_settings_table].key, "data.n") == 0;
    printf("%d %s t=%ld %s %s\n", mine.error.pool + parts_reduce() + quadratic_expand(), status_text(LOSS_SUM),
           catapult_experiment_t(experiment), named ? "named" : "astray", same ? "same" : "two tables");
    catapult_experiment_free(experiment);
    catapult_dataset_free(data);
    catapult_settings_free(settings);
    return 0;
}
