/* Presets: what they set and its origin, the shipped presets, writing and reading back, and every error with its
 * line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/preset.h"

static enum catapult_status parse(const char *text, struct catapult_settings *settings, struct origins *origins,
                                  struct catapult_error *err)
{
    char *copy = strdup(text);
    enum catapult_status status = preset_parse(copy, "dir/a.conf", settings, origins, err);
    free(copy);
    return status;
}

static const char sample[] = "# a comment, with a brace { and ${no} expansion\n"
                             "title = \"Two # words\" // another\n"
                             "model = quadratic\n"
                             "/* three\n"
                             "   lines */ compare = {network,\n"
                             "           linear}\n"
                             "eta = 3.9/l1\n"
                             "data { source = csv  n = 12  test = 3\n"
                             "       path = points.csv }\n"
                             "network { widths = 77 }\n"
                             "schedule { at = 100 eta = 0.9crit }\n"
                             "schedule { eta = 0.4  at = 200 }\n";

static void test_values(void **state)
{
    (void)state;
    struct catapult_settings s;
    struct catapult_error err;
    struct origins *origins = malloc(sizeof *origins);
    if (parse(sample, &s, origins, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    assert_string_equal(s.title, "Two # words");
    assert_int_equal(s.model, CATAPULT_MODEL_QUADRATIC);
    assert_int_equal(s.compare.count, 2);
    assert_int_equal(s.compare.value[1], CATAPULT_MODEL_LINEAR);
    assert_true(s.eta.value == 3.9 && s.eta.unit == CATAPULT_LR_L1);
    assert_int_equal(s.data.n, 12);
    assert_string_equal(s.data.path, "dir/points.csv");
    assert_int_equal(s.network.widths.count, 1);
    assert_int_equal(s.network.widths.value[0], 77);
    assert_int_equal(s.n_schedule, 2);
    assert_int_equal(s.schedule[1].at, 200);
    assert_true(s.schedule[0].eta.unit == CATAPULT_LR_CRIT && s.schedule[1].eta.value == 0.4);

    static const struct { const char *key, *text; } places[] = {
        {"title", "dir/a.conf:2"}, {"model", "dir/a.conf:3"},   {"compare", "dir/a.conf:6"},
        {"eta", "dir/a.conf:7"},   {"data.n", "dir/a.conf:8"},  {"data.path", "dir/a.conf:9"},
        {"loss", "default"},       {"schedule", "dir/a.conf:12"}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        assert_string_equal(origins->text[catapult_settings_find(places[i].key) - catapult_settings_table],
                            places[i].text);
    free(origins);
}

static void refused(const char *text, const char *message)
{
    struct catapult_settings s;
    struct catapult_error err;
    memset(&s, 0x5a, sizeof s);
    struct catapult_settings before = s;
    assert_int_equal(parse(text, &s, NULL, &err), CATAPULT_STATUS_INPUT);
    assert_string_equal(err.text, message);
    assert_memory_equal(&s, &before, sizeof s);
}

static void test_unknown(void **state)
{
    (void)state;
    refused("\n\nnetwork { widht = 3 }\n", "dir/a.conf:3: unknown key 'widht' (did you mean 'widths'?)");
    refused("modl = linear", "dir/a.conf:1: unknown key 'modl' (did you mean 'model'?)");
    refused("# one\n# two\network {\n}\n", "dir/a.conf:3: unknown key 'etwork' (did you mean 'network'?)");
    refused("widths = 3", "dir/a.conf:1: unknown key 'widths' here: it belongs into network { }");
    refused("data { title = x }", "dir/a.conf:1: unknown key 'title' here: it belongs to the top, outside of "
                                  "any section");
    refused("bananas = 3", "dir/a.conf:1: unknown key 'bananas'; 'catapult help settings' lists them");
    refused("data|n = 3", "dir/a.conf:1: unknown key 'data|n' (did you mean 'data'?)");
    refused("data.n = 3", "dir/a.conf:1: unknown key 'data.n' (did you mean 'data'?)");
    refused("include(\"/etc/passwd\")", "dir/a.conf:1: unknown key 'include'; 'catapult help settings' lists them");
    refused("schedule { ta = 3 }", "dir/a.conf:1: unknown key 'ta' (did you mean 'at'?)");
}

static void test_values_refused(void **state)
{
    (void)state;
    refused("title = x\ndata {\n  n = many\n}\n",
            "dir/a.conf:3: data.n: 'many' is not a whole number (1 to 10000000 examples)");
    refused("data { n = 0 }", "dir/a.conf:1: data.n: 0 is out of range (1 to 10000000 examples)");
    refused("stop { loss = inf }", "dir/a.conf:1: stop.loss: 'inf' is not a finite number (0 to 1e+300)");
    refused("network {\nwidths = {100,\n 0}}",
            "dir/a.conf:3: network.widths: 0 is out of range (1 to 10000000 units)");
    refused("\nnetwork { widths = {} }", "dir/a.conf:2: network.widths: the list is empty");
    refused("compare = {linear,}", "dir/a.conf:1: nothing after the last comma");
    refused("eta = 1\neta = 2\n", "dir/a.conf:2: 'eta' is given twice (first in line 1)");
    refused("data { n = 1 }\n\ndata { n = 2 }\n", "dir/a.conf:3: 'data.n' is given twice (first in line 1)");
    refused("compare = {linear}\ncompare = {network}\n",
            "dir/a.conf:2: 'compare' is given twice (first in line 1)");
    refused("schedule { at = 1 }", "dir/a.conf:1: schedule: 'eta' is missing");
    refused("schedule { eta = 1 }", "dir/a.conf:1: schedule: 'at' is missing");
    refused("schedule { }", "dir/a.conf:1: schedule: 'at' is missing");
    refused("schedule { at = 1 eta = 1 at = 2 }", "dir/a.conf:1: schedule: 'at' is given twice in one section");
    refused("schedule { at = 1 eta = \"1,2:3\" }",
            "dir/a.conf:1: schedule: eta = '1,2:3' is not a learning rate");
    refused("schedule { at = x eta = 1 }",
            "dir/a.conf:1: schedule: 'x' is not a whole number (1 to 1000000000 steps)");
}

static void test_syntax_refused(void **state)
{
    (void)state;
    refused("eta 3", "dir/a.conf:1: '=' is missing after 'eta'");
    refused("eta =", "dir/a.conf:1: the file ends in the middle of a setting");
    refused("data = 3", "dir/a.conf:1: 'data' is a section: write data { key = value }");
    refused("data { n = {1} }", "dir/a.conf:1: unexpected '{': one value belongs here, in quotes if there are blanks or braces in it");
    refused("eta = 1.2 crit", "dir/a.conf:1: 'crit' belongs to the number before it, without a blank: as in 1.2crit");
    refused("title = two words", "dir/a.conf:1: unknown key 'words'; 'catapult help settings' lists them");
    refused("data {\n n = 3\n", "dir/a.conf:1: '{' without '}'");
    refused("eta = 1\n}\n", "dir/a.conf:2: '}' without '{'");
    refused("compare = { {", "dir/a.conf:1: unexpected '{': one value belongs here, in quotes if there are blanks or braces in it");
    refused("data {\ncompare { x {", "dir/a.conf:2: unknown key 'compare' here: it belongs to the top, outside of any section");
    refused("compare = {linear", "dir/a.conf:1: '{' without '}'");
    refused("compare = {linear network}", "dir/a.conf:1: unexpected 'network': one value belongs here, in quotes if there are blanks or braces in it");
    refused("= 3", "dir/a.conf:1: unexpected '=': one value belongs here, in quotes if there are blanks or braces in it");
    refused("\n/* no end", "dir/a.conf:2: comment without end");
    refused("\ntitle = \"no end\n", "dir/a.conf:2: string without end");
    refused("compare += {linear}", "dir/a.conf:1: '=' is missing after 'compare'");
    refused("title = \"a\\tb\"", "dir/a.conf:1: a backslash in \"\" that escapes nothing (write two, or put the value in '')");
    refused("\ntitle = ${HOME}", "dir/a.conf:2: the environment may not be read here (${...})");
    refused("title = \"at ${HOME}\"", "dir/a.conf:1: the environment may not be read here (${...})");
    refused("title = a$b\x01", "dir/a.conf:1: not a text file (byte 0x01)");
    refused("\n\ntitle = \"\xff\"", "dir/a.conf:3: not a text file (byte 0xff)");
    refused("title = \"\xc2\x9b\"", "dir/a.conf:1: not a text file (byte 0xc2)");
    refused("title = \"two\nlines\"", "dir/a.conf:2: title: control characters are not allowed");
}

static void test_taken(void **state)
{
    (void)state;
    struct catapult_settings s;
    struct catapult_error err;
    static const char *const texts[] = {
        "", "\n", "# only a comment", "data { }", "compare = {}", "compare = linear",
        "compare = {\n linear\n}\n", "\xef\xbb\xbf\neta = 1\r\nseed = 2\r\n", "title = \"\xc3\xa9t\xc3\xa9\"",
        "title = ''", "data { n = 1 }\ndata { d = 2 }", "stop { loss = 1e+3 }", "title = 'it is \\ a'"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (parse(texts[i], &s, NULL, &err) != CATAPULT_STATUS_OK)
            fail_msg("%s: %s", texts[i], err.text);
}

/* Writing and reading back gives the same settings, except for the name. */
static void test_write(void **state)
{
    (void)state;
    struct catapult_settings s, back;
    struct catapult_error err;
    assert_int_equal(parse(sample, &s, NULL, &err), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_settings_set(&s, "title", "a \"quoted\" \\ $x ${y} 'y' # {z}", &err), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_settings_set(&s, "data.path", "/tmp/a b.csv", &err), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_settings_set(&s, "divergence", "1e30", &err), CATAPULT_STATUS_OK);
    for (int all = 0; all < 2; all++) {
        char *text;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        assert_true(preset_write(&s, all, out));
        fclose(out);
        if (preset_parse(text, s.name, &back, NULL, &err) != CATAPULT_STATUS_OK)
            fail_msg("%s\n%s", err.text, text);
        assert_memory_equal(&s, &back, sizeof s);
        free(text);
    }
}

static void test_shipped(void **state)
{
    (void)state;
    struct search_entry *entries;
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    size_t count = preset_list(NULL, &entries);
    assert_true(count >= 10 && count != (size_t)-1);
    for (size_t i = 0; i < count; i++) {
        preset_describe(&entries[i]);
        if (entries[i].error.code != CATAPULT_STATUS_OK)
            fail_msg("%s", entries[i].error.text);
        assert_true(*entries[i].title);
    }
    free(entries);
}

static void test_fig3(void **state)
{
    (void)state;
    struct catapult_settings s;
    struct catapult_error err;
    assert_int_equal(preset_load("fig3", NULL, &s, NULL, &err), CATAPULT_STATUS_OK);
    assert_string_equal(s.name, "fig3");
    assert_int_equal(s.model, CATAPULT_MODEL_QUADRATIC);
    assert_int_equal(s.compare.count, 2);
    assert_int_equal(s.network.widths.value[0], 5000);
    assert_true(s.data.n == 128 && s.data.d == 1 && s.data.test == 512 && s.data.shift == 2);
    assert_true(s.eta.value == 1.2 && s.eta.unit == CATAPULT_LR_CRIT && s.loss == CATAPULT_LOSS_MEAN);
}

/* Every prefix and every one-byte change of a preset gives settings or a message, not a crash. */
static void test_mangled(void **state)
{
    (void)state;
    static const char bytes[] = {0x01, '{', '}', '"', '\'', '=', '$', '#', '/', '*', ',', '+', '\\', (char)0xff, '|', '('};
    struct catapult_settings s;
    struct catapult_error err;
    char text[sizeof sample];
    for (size_t i = 0; i < sizeof sample - 1; i++) {
        memcpy(text, sample, i);
        text[i] = '\0';
        parse(text, &s, NULL, &err);
        for (size_t k = 0; k < sizeof bytes; k++) {
            memcpy(text, sample, sizeof sample);
            text[i] = bytes[k];
            if (parse(text, &s, NULL, &err) != CATAPULT_STATUS_OK)
                assert_true(strncmp(err.text, "dir/a.conf:", 11) == 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_values_refused),
        cmocka_unit_test(test_syntax_refused),
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_fig3),
        cmocka_unit_test(test_mangled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
