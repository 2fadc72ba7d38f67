/* fixture.c - see fixture.h. */
#include "fixture.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARGUMENTS_MAX = 16 };

/* eta is a little below eta_crit, so that nothing happens unless a test asks for it. */
static const char preset[] = "title = \"Small and quick\"\n"
                             "model = quadratic\n"
                             "compare = {network, linear}\n"
                             "eta = 0.9crit\n"
                             "loss = mean\n"
                             "seed = 3\n"
                             "data { source = gaussian  n = 20  d = 1  test = 10  shift = 2 }\n"
                             "network { widths = {60}  activation = relu  readout_init = sign }\n"
                             "stop { steps = 300  loss = 0 }\n";

/* A developer's own environment must not change these. */
static const char *const environment[] = {
    "LC_ALL=C.UTF-8", "NO_COLOR", "CATAPULT_LOG", "CATAPULT_DATA", "LINES", "COLUMNS", "TERMINFO", "XDG_CONFIG_HOME=/nonexistent",
    NULL,
};

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

int fixture_setup(void **state)
{
    const char *base = getenv("TMPDIR");
    char *folder = malloc(256);
    assert_non_null(folder);
    snprintf(folder, 256, "%s/catapult-tui-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
    write_file(folder, "small.conf", preset);
    *state = folder;
    return 0;
}

int fixture_teardown(void **state)
{
    DIR *dir = opendir(*state);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s", (char *)*state, entry->d_name);
        unlink(path); /* refuses . and .. */
    }
    if (dir)
        closedir(dir);
    rmdir(*state);
    free(*state);
    return 0;
}

struct pty_options fixture_options(void **state)
{
    return (struct pty_options){.rows = 24, .cols = 80, .term = "xterm-256color", .folder = *state,
                                .env = environment};
}

const char *fixture_program(void)
{
    static char path[4096];
    const char *given = getenv("CATAPULT");
    assert_non_null(realpath(given ? given : "./catapult", path));
    return path;
}

struct pty *fixture_start(const struct pty_options *options, const char *const *arguments)
{
    const char *argv[ARGUMENTS_MAX + 3] = {fixture_program(), "small.conf"};
    for (int i = 0; i < ARGUMENTS_MAX && arguments && arguments[i]; i++)
        argv[i + 2] = arguments[i];
    return pty_start(options, argv);
}

/* A frame arrives in pieces: the whole header and the lowest line must be there. */
static bool is_loaded(const char *screen, void *context)
{
    (void)context;
    return fixture_step(screen) == 0 && strstr(screen, "PAUSED") && strstr(screen, " eta_crit") &&
           !isnan(fixture_number(screen, " eta ")) && strstr(screen, "q quit");
}

struct pty *fixture_lab(void **state)
{
    struct pty_options options = fixture_options(state);
    struct pty *pty = fixture_start(&options, (const char *[]){"--paused", NULL});
    fixture_wait_loaded(pty);
    return pty;
}

void fixture_wait_loaded(struct pty *pty)
{
    pty_wait(pty, is_loaded, NULL, "the first iteration, paused");
}

double fixture_number(const char *screen, const char *label)
{
    char *end;
    const char *at = strstr(screen, label);
    if (!at)
        return NAN;
    at += strlen(label);
    double value = strtod(at, &end);
    return end == at ? NAN : value;
}

long fixture_step(const char *screen)
{
    const char *second = strchr(screen, '\n');
    double step = second ? fixture_number(second, " t ") : NAN;
    return isnan(step) ? -1 : (long)step;
}

static bool shows_step(const char *screen, void *context)
{
    return fixture_step(screen) == *(long *)context;
}

void fixture_wait_step(struct pty *pty, long step)
{
    char what[64];
    snprintf(what, sizeof what, "iteration %ld", step);
    pty_wait(pty, shows_step, &step, what);
}

static bool shows_eta(const char *screen, void *context)
{
    double eta = *(double *)context;
    return fabs(fixture_number(screen, " eta ") - eta) <= 1e-3 * eta;
}

void fixture_wait_eta(struct pty *pty, double eta)
{
    char what[64];
    snprintf(what, sizeof what, "eta %.4g", eta);
    pty_wait(pty, shows_eta, &eta, what);
}

static void assert_terminal_as_before(struct pty *pty)
{
    assert_false(pty_alternate(pty));
    assert_true(pty_cursor_shown(pty));
    assert_true(pty_modes_as_before(pty));
}

void assert_exited(struct pty *pty, int status)
{
    int ended = pty_wait_exit(pty);
    if (!WIFEXITED(ended) || WEXITSTATUS(ended) != status)
        fail_msg("status 0x%x where exit %d was expected; the screen is\n%s", ended, status, pty_screen(pty));
    assert_terminal_as_before(pty);
}

void assert_killed(struct pty *pty, int signal)
{
    int ended = pty_wait_exit(pty);
    if (!WIFSIGNALED(ended) || WTERMSIG(ended) != signal)
        fail_msg("status 0x%x where signal %d was expected; the screen is\n%s", ended, signal, pty_screen(pty));
    assert_terminal_as_before(pty);
}

/* "eta_max 0.5923", or in less space "max 0.5923"; while it is measured "max 0.58..", "eta_max 0.58 to". */
static bool knows_eta_max(const char *screen, void *context)
{
    (void)context;
    const char *label = strstr(screen, "max 0.");
    if (!label)
        return false;
    label += strlen("max 0.");
    label += strspn(label, "0123456789");
    return strncmp(label, "..", 2) != 0 && strncmp(label, " to ", 4) != 0;
}

void fixture_wait_eta_max(struct pty *pty)
{
    pty_wait(pty, knows_eta_max, NULL, "eta_max to be measured");
}
