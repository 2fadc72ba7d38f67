/* test_command.c - the command line: names, arguments, completion, history. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <catapult/settings.h>

#include "tui/input/keymap.h"
#include "tui/input/prompt.h"
#include "tui/lab/lab_state.h"

static void parses(const char *line, enum request wanted, const char *wanted_argument)
{
    enum request request;
    const char *argument;
    struct catapult_error err;
    assert_int_equal(command_parse(line, &request, &argument, &err), CATAPULT_STATUS_OK);
    assert_int_equal(request, wanted);
    assert_string_equal(argument, wanted_argument);
}

static void refuses(const char *line, const char *words)
{
    enum request request;
    const char *argument;
    struct catapult_error err;
    assert_int_equal(command_parse(line, &request, &argument, &err), CATAPULT_STATUS_USAGE);
    if (!strstr(err.text, words))
        fail_msg("'%s' where '%s' was expected", err.text, words);
}

static void test_parse(void **state)
{
    (void)state;
    parses("run", REQUEST_RUN, "");
    parses("  eta   1.2crit", REQUEST_ETA_TYPE, "1.2crit");
    parses("eta", REQUEST_ETA_TYPE, "");
    parses("set network.widths=100, 100", REQUEST_SET, "network.widths=100, 100");
    parses("", REQUEST_NONE, "");
    parses("   ", REQUEST_NONE, "");
    refuses("rnu", "no command 'rnu' (did you mean 'run'?)");
    refuses("xyzzy-and-more", "no command 'xyzzy-and-more'");
    refuses("run 3", "run takes no argument");
    refuses("set", "set needs KEY=VALUE");
    char full[COMMAND_TEXT + 1] = "set title=";
    memset(full + 10, 'a', sizeof full - 10);
    full[COMMAND_TEXT] = '\0';
    refuses(full, "a command of 4096 bytes, but the limit is 4095");
    full[COMMAND_TEXT - 1] = '\0';
    parses(full, REQUEST_SET, full + 4);
    for (int i = 0; i < REQUEST_COUNT; i++) { /* every request has a name of its own that is one word */
        enum request request;
        const char *argument;
        struct catapult_error err;
        char line[80];
        assert_null(strchr(requests[i].name, ' '));
        snprintf(line, sizeof line, "%s x", requests[i].name);
        if (!command_argument((enum request)i))
            line[strlen(requests[i].name)] = '\0';
        assert_int_equal(command_parse(line, &request, &argument, &err), CATAPULT_STATUS_OK);
        assert_int_equal(request, i);
    }
}

static bool offers(const char *line, const char *text)
{
    struct completions all;
    command_complete(line, &all);
    for (int i = 0; i < all.count; i++)
        if (strcmp(all.text[i], text) == 0)
            return true;
    return false;
}

static int offered(const char *line)
{
    struct completions all;
    command_complete(line, &all);
    return all.count;
}

static void test_complete(void **state)
{
    (void)state;
    assert_int_equal(offered(""), REQUEST_COUNT);
    assert_true((int)REQUEST_COUNT <= (int)CANDIDATES_MAX && catapult_settings_count <= CANDIDATES_MAX);
    assert_true(offers("rest", "restart"));
    assert_false(offers("rest", "reset"));
    assert_true(offers("th", "theme ")); /* an argument follows */
    assert_int_equal(offered("theme "), 5);
    assert_true(offers("theme l", "light"));
    assert_true(offers("set ", "network.activation="));
    assert_int_equal((int)offered("set "), (int)catapult_settings_count);
    assert_true(offers("set network.activation=t", "tanh"));
    assert_true(offers("set compare=network,q", "quadratic"));
    assert_true(offers("set data.n=4 network.act", "network.activation="));
    assert_true(offers("set data.n=4 network.activation=", "gelu"));
    assert_int_equal(offered("set network.widths="), 0);
    assert_int_equal(offered("nothing "), 0);
    assert_int_equal(offered("run x"), 0);
}

static void test_hint(void **state)
{
    char text[240];
    (void)state;
    command_hint("restart", text, sizeof text);
    assert_string_equal(text, requests[REQUEST_RESTART].help);
    command_hint("eta 1.", text, sizeof text);
    assert_non_null(strstr(text, "1.2crit"));
    command_hint("set data.n=1", text, sizeof text);
    assert_non_null(strstr(text, catapult_settings_find("data.n")->help));
    command_hint("rest", text, sizeof text);
    assert_string_equal(text, "");
}

/* --- typing -------------------------------------------------------------------------------------------------- */

static struct palette palette;
static struct prompt prompt;

static void type(const char *text)
{
    for (; *text; text++) {
        prompt_key(&prompt, (uint32_t)*text);
        palette_edited(&palette, &prompt);
    }
}

static void press(uint32_t key, const char *wanted)
{
    assert_true(palette_key(&palette, &prompt, key));
    assert_string_equal(prompt.text, wanted);
}

static void begin(void)
{
    prompt_open(&prompt, PROMPT_COMMAND);
    palette_open(&palette, &prompt);
}

static void test_cycle(void **state)
{
    (void)state;
    memset(&palette, 0, sizeof palette);
    begin();
    type("theme ");
    press(CODE_TAB, "theme safe");
    press(CODE_TAB, "theme dark");
    press(CODE_TAB, "theme light");
    type("x"); /* ends the cycle */
    assert_int_equal(palette.candidates.count, 0);
    press(CODE_TAB, "theme lightx");
    begin();
    type("them");
    press(CODE_TAB, "theme "); /* the only candidate: the next Tab completes its argument */
    press(CODE_TAB, "theme safe");
    assert_false(palette_key(&palette, &prompt, 'x'));
}

static void test_recall(void **state)
{
    (void)state;
    memset(&palette, 0, sizeof palette);
    begin();
    press(CODE_UP, "");
    palette_keep(&palette, "run");
    palette_keep(&palette, "eta 1crit");
    palette_keep(&palette, "eta 1crit"); /* once */
    palette_keep(&palette, "");
    begin();
    type("the");
    press(CODE_UP, "eta 1crit");
    press(CODE_UP, "run");
    press(CODE_UP, "run");
    press(CODE_DOWN, "eta 1crit");
    press(CODE_DOWN, "the"); /* what was being typed */
    press(CODE_DOWN, "the");
    for (int i = 0; i < 2 * PALETTE_LINES; i++) {
        char line[32];
        snprintf(line, sizeof line, "rate %d", i);
        palette_keep(&palette, line);
    }
    begin();
    press(CODE_UP, "rate 63");
    assert_int_equal(palette.lines, PALETTE_LINES);
}

/* Text that does not fit is refused with a message, and a shortened command is not executed. */
static void test_full(void **state)
{
    (void)state;
    begin();
    for (int i = 1; i < PROMPT_TEXT; i++)
        assert_int_equal(prompt_key(&prompt, '7'), PROMPT_EDITED);
    assert_int_equal(prompt_key(&prompt, '7'), PROMPT_FULL);
    assert_int_equal(strlen(prompt.text), PROMPT_TEXT - 1);
    assert_int_equal(prompt_key(&prompt, CODE_ENTER), PROMPT_FULL);
    assert_int_equal(prompt_key(&prompt, CODE_BACKSPACE), PROMPT_EDITED);
    assert_int_equal(prompt_key(&prompt, CODE_ENTER), PROMPT_ENTER);
    assert_true((int)COMMAND_TEXT >= (int)PROMPT_TEXT);
}

/* --- the default keys ------------------------------------------------------------------------------------------ */

/* No key twice; none that the terminal uses, that some keyboards have only with AltGr, or that needs Alt. */
static void test_keys(void **state)
{
    struct keymap keymap;
    (void)state;
    keymap_init(&keymap);
    for (int i = 0; i < REQUEST_COUNT; i++)
        for (int j = 0; j < REQUEST_KEYS_MAX && requests[i].keys[j]; j++) {
            uint32_t key = requests[i].keys[j];
            keymap.lesson = requests[i].group == GROUP_LESSON;
            assert_int_equal(keymap_find(&keymap, key), i);
            assert_true(key != 17 && key != 19 && key != 26 && key != 28); /* Ctrl-Q, S, Z, backslash */
            assert_false(key < 0x80 && key > ' ' && strchr("[]{}\\~|@", (int)key));
            assert_true(key < 0x80 || key >= CODE_UP);
            assert_true(key != CODE_OTHER && key != CODE_RESIZE);
        }
}

/* The table of requests, the table of their arguments and the actions of the laboratory agree. */
static void test_actions(void **state)
{
    (void)state;
    for (int i = 0; i < REQUEST_COUNT; i++) {
        const struct lab_action *action = lab_action_of((enum request)i);
        const struct command_argument *takes = command_argument((enum request)i);
        bool screen = requests[i].group == GROUP_SCREEN;
        if (screen != !action || (action && (!action->with != !takes || !action->alone != (takes && takes->needed))))
            fail_msg("%s: what it does is not what its tables say", requests[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse), cmocka_unit_test(test_complete), cmocka_unit_test(test_hint),
        cmocka_unit_test(test_cycle), cmocka_unit_test(test_recall),   cmocka_unit_test(test_keys),
        cmocka_unit_test(test_full),     cmocka_unit_test(test_actions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
