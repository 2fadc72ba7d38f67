/* term_probe.c - a program for test_term.c: takes the terminal, shows "ready", and ends as it is told after the
 * first key.
 *
 *     term_probe end     the ordinary way
 *     term_probe die     as when a small allocation fails
 *     term_probe abort   as a failed assertion, on another thread
 *     term_probe fall    by running out of stack */
#include <pthread.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/input/request.h"
#include "tui/terminal/term.h"

static void show(const char *text)
{
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_resize(&canvas, 24, 80);
    canvas_text(&canvas, 5, 5, 40, STYLE_STRONG, text);
    term_draw(&canvas);
    canvas_done(&canvas);
}

static void *thread_abort(void *unused)
{
    (void)unused;
    abort();
}

/* The array of every frame is used after the call, so no compiler can turn the recursion into a loop. */
static int fall(volatile char *below)
{
    volatile char room[4096];
    room[0] = below[0];
    return below[0] == 'x' ? 0 : fall(room) + room[0];
}

static void wait_for_key(void)
{
    struct pollfd in = {.fd = term_fd(), .events = POLLIN};
    while (term_key() == CODE_NONE)
        poll(&in, 1, -1);
}

int main(int argc, char **argv)
{
    struct catapult_error err;
    pthread_t thread;
    const char *how = argc > 1 ? argv[1] : "end";
    volatile char bottom[1] = {0};
    setlocale(LC_CTYPE, "");
    if (term_start(TERM_COLOR_AUTO, THEME_SAFE, &err) != CATAPULT_STATUS_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    fprintf(stderr, "a library's warning\n");
    show("ready");
    wait_for_key();
    if (strcmp(how, "die") == 0)
        term_die("out of something");
    if (strcmp(how, "abort") == 0 && pthread_create(&thread, NULL, thread_abort, NULL) == 0)
        pthread_join(thread, NULL);
    if (strcmp(how, "fall") == 0)
        return fall(bottom);
    term_stop();
    return 0;
}
