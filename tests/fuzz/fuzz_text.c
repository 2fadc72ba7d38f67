/* fuzz_text.c - what people type: presets, KEY=VALUE, learning rates. */
#include "fuzz.h"

#include <catapult/lr.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/preset.h"

/* data as a string of its own. */
static char *as_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    fuzz_require(text != NULL, "no memory");
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

bool fuzz_same(const struct catapult_settings *a, const struct catapult_settings *b)
{
    char x[4096], y[4096];
    for (size_t i = 0; i < catapult_settings_count; i++) {
        if (strcmp(catapult_settings_table[i].key, "data.path") == 0 && *a->data.path != '/')
            continue;
        catapult_settings_get(a, &catapult_settings_table[i], x, sizeof x);
        catapult_settings_get(b, &catapult_settings_table[i], y, sizeof y);
        if (strcmp(x, y) != 0)
            return false;
    }
    return true;
}

/* What was accepted is written, and reads back the same. */
static void check_back(const struct catapult_settings *settings)
{
    struct catapult_settings again;
    struct catapult_error err = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fuzz_require(out && preset_write(settings, true, out) && fclose(out) == 0, "cannot write a preset");
    if (preset_parse(text, "/fuzz/again.conf", &again, NULL, &err) != CATAPULT_STATUS_OK) {
        fprintf(stderr, "%s\n", err.text);
        fuzz_require(0, "a preset that was written is refused");
    }
    fuzz_require(fuzz_same(settings, &again), "a preset that was written reads back as another");
    free(text);
}

static void one_preset(const uint8_t *data, size_t size)
{
    struct catapult_settings settings;
    struct origins *origins = calloc(1, sizeof *origins);
    struct catapult_error err = {0};
    char *text = as_text(data, size);
    enum catapult_status status = preset_parse(text, "/fuzz/input.conf", &settings, origins, &err);
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    else if ((status = catapult_settings_validate(&settings, &err)) != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    else
        check_back(&settings);
    free(text);
    free(origins);
}

/* "KEY=VALUE", as after --set. */
static void one_set(const uint8_t *data, size_t size)
{
    struct catapult_settings settings;
    struct catapult_error err = {0};
    char *text = as_text(data, size), *equals = strchr(text, '=');
    catapult_settings_defaults(&settings);
    if (equals) {
        *equals = '\0';
        enum catapult_status status = catapult_settings_set(&settings, text, equals + 1, &err);
        if (status != CATAPULT_STATUS_OK)
            fuzz_refused(status, &err);
        else if ((status = catapult_settings_validate(&settings, &err)) != CATAPULT_STATUS_OK)
            fuzz_refused(status, &err);
        else
            check_back(&settings);
    }
    free(text);
}

static void one_eta(const uint8_t *data, size_t size)
{
    struct catapult_lr lr, again;
    struct catapult_error err = {0};
    char back[64], *text = as_text(data, size);
    enum catapult_status status = catapult_lr_parse(text, &lr, &err);
    if (status != CATAPULT_STATUS_OK) {
        fuzz_refused(status, &err);
    } else {
        fuzz_require(isfinite(lr.value) && lr.value >= 0, "a learning rate that is none");
        catapult_lr_format(&lr, back, sizeof back);
        fuzz_require(catapult_lr_parse(back, &again, &err) == CATAPULT_STATUS_OK,
                     "a learning rate that does not read back");
        fuzz_require(again.value == lr.value && again.unit == lr.unit, "a learning rate that reads back as another");
    }
    free(text);
}

const struct fuzz_target fuzz_preset = {"preset", one_preset};
const struct fuzz_target fuzz_set = {"set", one_set};
const struct fuzz_target fuzz_eta = {"eta", one_eta};
