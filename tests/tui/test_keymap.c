/* test_keymap.c - names of keys, and keys bound to other requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/input/keymap.h"

/* The screen and the configuration use the same names of keys. */
static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < REQUEST_COUNT; i++)
        for (int j = 0; j < REQUEST_KEYS_MAX && requests[i].keys[j]; j++) {
            char name[32];
            key_name(requests[i].keys[j], name, sizeof name);
            assert_int_equal(key_named(name), requests[i].keys[j]);
        }
    assert_int_equal(key_named("space"), ' ');
    assert_int_equal(key_named("ctrl-a"), 1);
    assert_int_equal(key_named("\xc3\xa9"), 0xe9);
    static const char *const none[] = {"", "ab", " ", "\t", "\x7f", "\xff", "Ctrl-", "Ctrl-1", "Ctrl-ab", "that key", "F1", "Alt-x"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (key_named(none[i]) != CODE_NONE)
            fail_msg("'%s' is a key", none[i]);
    assert_int_equal(request_named("restart"), REQUEST_RESTART);
    assert_int_equal(request_named("rest"), REQUEST_NONE);
}

static void test_bindable(void **state)
{
    (void)state;
    static const char *const kept[] = {"Esc", "Ctrl-C", "Ctrl-S", "Ctrl-Q", "Ctrl-Z", "Ctrl-\\"};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        assert_false(key_bindable(key_named(kept[i])));
    assert_true(key_bindable('x') && key_bindable(1) && key_bindable(CODE_UP) && key_bindable('['));
}

static void test_bind(void **state)
{
    struct keymap keymap;
    char text[64];
    (void)state;
    keymap_init(&keymap);
    keymap_bind(&keymap, 'x', REQUEST_RESTART);
    assert_int_equal(keymap_find(&keymap, 'x'), REQUEST_RESTART);
    assert_int_equal(keymap_find(&keymap, 'r'), REQUEST_RESTART); /* stays */
    keymap_text(&keymap, REQUEST_RESTART, 4, text, sizeof text);
    assert_string_equal(text, "x r");
    keymap_bind(&keymap, '+', REQUEST_RUN); /* another's */
    assert_int_equal(keymap_find(&keymap, '+'), REQUEST_RUN);
    assert_int_equal(keymap_find(&keymap, CODE_UP), REQUEST_ETA_UP);
    keymap_text(&keymap, REQUEST_ETA_UP, 4, text, sizeof text);
    assert_string_equal(text, "Up =");
    keymap_bind(&keymap, 'x', REQUEST_NONE);
    keymap_bind(&keymap, 'r', REQUEST_NONE);
    assert_int_equal(keymap_find(&keymap, 'r'), REQUEST_NONE);
    keymap_text(&keymap, REQUEST_RESTART, 4, text, sizeof text);
    assert_string_equal(text, ":restart"); /* still asked for by name */
    for (uint32_t key = '1'; key <= '9'; key++) /* more than there is room for */
        keymap_bind(&keymap, key, REQUEST_HELP);
    assert_int_equal(keymap_find(&keymap, '9'), REQUEST_HELP);
    assert_int_equal(keymap_find(&keymap, '1'), REQUEST_NONE);
    for (uint32_t key = '1'; key <= '9'; key++)
        keymap_bind(&keymap, key, REQUEST_QUIT);
    assert_int_equal(keymap_find(&keymap, CODE_CTRL_C), REQUEST_QUIT); /* always gets out */
}

/* In a lesson its keys come first; elsewhere they are not reserved and may be bound to other requests. */
static void test_layers(void **state)
{
    struct keymap keymap;
    (void)state;
    keymap_init(&keymap);
    assert_true(keymap_find(&keymap, 'n') != REQUEST_SLIDE_NEXT);
    keymap_bind(&keymap, 'n', REQUEST_RESTART);
    assert_int_equal(keymap_find(&keymap, 'n'), REQUEST_RESTART);
    keymap.lesson = true;
    assert_int_equal(keymap_find(&keymap, 'n'), REQUEST_SLIDE_NEXT);
    assert_int_equal(keymap_find(&keymap, 'r'), REQUEST_RESTART);
    keymap_bind(&keymap, '+', REQUEST_SLIDE_BACK);
    assert_int_equal(keymap_find(&keymap, '+'), REQUEST_SLIDE_BACK);
    keymap.lesson = false;
    assert_int_equal(keymap_find(&keymap, '+'), REQUEST_ETA_UP);
    keymap_bind(&keymap, 'n', REQUEST_NONE);
    keymap.lesson = true;
    assert_int_equal(keymap_find(&keymap, 'n'), REQUEST_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_bindable),
        cmocka_unit_test(test_bind),
        cmocka_unit_test(test_layers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
