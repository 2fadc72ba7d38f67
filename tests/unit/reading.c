/* reading.c - see reading.h. */
#include "reading.h"

#include "sandbox.h"

#include <stdio.h>
#include <string.h>

#include "data/source.h"

void reading_prepare(struct catapult_settings *settings, const char *path, const char *pairs)
{
    char copy[400], *rest = copy;
    struct catapult_error err = {0};
    catapult_settings_defaults(settings);
    snprintf(copy, sizeof copy, "%s", pairs);
    if (path)
        assert_int_equal(catapult_settings_set(settings, "data.path", path, &err), CATAPULT_STATUS_OK);
    for (char *pair = strtok_r(rest, " ", &rest); pair; pair = strtok_r(NULL, " ", &rest)) {
        char *equals = strchr(pair, '=');
        *equals = '\0';
        if (catapult_settings_set(settings, pair, equals + 1, &err) != CATAPULT_STATUS_OK)
            fail_msg("%s", err.text);
    }
    if (catapult_settings_validate(settings, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
}

struct catapult_dataset *reading_load(const char *path, const char *pairs)
{
    struct catapult_settings settings;
    struct source_sizes sizes;
    struct catapult_dataset *data = NULL;
    struct catapult_error err = {0};
    reading_prepare(&settings, path, pairs);
    if (source_load(&settings, &data, NULL, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s: %s", pairs, err.text);
    assert_int_equal(source_sizes(&settings, &sizes, &err), CATAPULT_STATUS_OK);
    assert_true(sizes.n == data->n && sizes.n_test == data->n_test);
    assert_true(sizes.d == data->d && sizes.outputs == data->outputs);
    return data;
}

void reading_refuse(const char *path, const char *pairs, enum catapult_status status, const char *message)
{
    struct catapult_settings settings;
    struct catapult_dataset *data = (struct catapult_dataset *)1;
    struct catapult_error err = {0};
    reading_prepare(&settings, path, pairs);
    assert_int_equal(source_load(&settings, &data, NULL, &err), status);
    assert_null(data);
    assert_int_equal(err.code, status);
    const char *found = strstr(err.text, message);
    if (!found || (message[0] == '/' && found[strlen(message)] != '\0'))
        fail_msg("%s\n   wanted: ...%s", err.text, message);
    assert_null(strchr(err.text, '\n'));
}

int reading_give_up(void *context, const char *what, double fraction)
{
    assert_true(*what && fraction <= 1);
    return --*(int *)context <= 0;
}

void reading_mangle(const char *name, const char *file, size_t size, const char *path, const char *pairs)
{
    static const char bytes[] = {0, 1, 9, '\n', '\r', '"', ',', '#', '-', '.', '7', 'e', 'x', (char)0xff};
    struct catapult_settings settings;
    struct catapult_dataset *data;
    struct catapult_error err;
    char copy[4096];
    assert_true(size <= sizeof copy);
    reading_prepare(&settings, path, pairs);
    for (size_t i = 0; i < size; i++)
        for (size_t k = 0; k <= sizeof bytes; k++) {
            memcpy(copy, file, size);
            copy[i] = bytes[k % sizeof bytes];
            sandbox_write(name, copy, k < sizeof bytes ? size : i); /* at the end of the loop: truncated at i */
            if (source_load(&settings, &data, NULL, &err) == CATAPULT_STATUS_OK)
                catapult_dataset_free(data);
            else
                assert_true(err.code == CATAPULT_STATUS_INPUT && strstr(err.text, sandbox_path("")) == err.text);
        }
    sandbox_write(name, file, size);
}

/* --wrap=try_array: allocation number `fail_at`, counted down, fails. */
void *__real_try_array(size_t count, size_t size);
void *__wrap_try_array(size_t count, size_t size);
static long fail_at;

void *__wrap_try_array(size_t count, size_t size)
{
    return --fail_at == 0 ? NULL : __real_try_array(count, size);
}

void reading_starve(const char *path, const char *pairs, long least)
{
    struct catapult_settings settings;
    struct catapult_dataset *data = NULL;
    struct catapult_error err;
    enum catapult_status status = CATAPULT_STATUS_NOMEM;
    long k = 0;
    reading_prepare(&settings, path, pairs);
    while (status != CATAPULT_STATUS_OK) {
        fail_at = ++k;
        status = source_load(&settings, &data, NULL, &err);
        if (status != CATAPULT_STATUS_OK && (status != CATAPULT_STATUS_NOMEM || data || !strstr(err.text, "no memory")))
            fail_msg("allocation %ld: %s", k, err.text);
    }
    fail_at = 0;
    catapult_dataset_free(data);
    assert_true(k > least);
}
