/* pty.c - see pty.h. */
#include "pty.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

enum { PATIENCE_MS = 60000 };

enum event_kind { EVENT_STARTED, EVENT_STOPPED, EVENT_ENDED };

/* A report of the guardian process. */
struct event {
    enum event_kind kind;
    int value; /* process id, or status of waitpid */
};

struct pty {
    int master, slave;      /* the slave is kept open, so that its modes can be read after the program has ended */
    int events;             /* from the guardian */
    int orders;             /* to it: a byte means "continue" */
    pid_t guardian, program;
    struct termios before;
    VTerm *vterm;
    VTermScreen *screen;
    bool alternate, cursor_shown;
    bool ended, stopped;
    int status;
    char *bytes;            /* ended by a zero */
    size_t count, capacity;
    char *text;
    int rows, cols;
};

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

/* --- the guardian and the program: between fork and exec only plain system calls --- */

static void set_environment(const struct pty_options *options)
{
    if (options->term)
        setenv("TERM", options->term, 1);
    else
        unsetenv("TERM");
    for (const char *const *e = options->env; e && *e; e++) {
        char name[128];
        const char *equals = strchr(*e, '=');
        snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - *e) : (int)strlen(*e), *e);
        if (equals)
            setenv(name, equals + 1, 1);
        else
            unsetenv(name);
    }
}

static void become_program(const struct pty_options *options, int slave, const char *const argv[])
{
    int in = options->stdin_from ? open(options->stdin_from, O_RDONLY) : slave;
    setpgid(0, 0);
    signal(SIGTTOU, SIG_IGN); /* for the next line only */
    tcsetpgrp(slave, getpid());
    signal(SIGTTOU, SIG_DFL);
    signal(SIGHUP, options->ignore_hangup ? SIG_IGN : SIG_DFL);
    signal(SIGINT, SIG_DFL); /* a shell script's background processes ignore these two signals */
    signal(SIGQUIT, SIG_DFL);
    if (in < 0 || (options->folder && chdir(options->folder) != 0))
        _exit(126);
    dup2(in, 0);
    dup2(slave, 1);
    dup2(slave, 2);
    if (slave > 2)
        close(slave);
    set_environment(options);
    execv(argv[0], (char *const *)argv);
    _exit(127);
}

static void report(int events, enum event_kind kind, int value)
{
    struct event event = {.kind = kind, .value = value};
    if (write(events, &event, sizeof event) != sizeof event)
        _exit(1);
}

static void guard(const struct pty_options *options, int slave, int events, int orders, const char *const argv[])
{
    int status;
    char order;
    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTTOU, SIG_IGN);
    pid_t program = fork();
    if (program == 0)
        become_program(options, slave, argv);
    setpgid(program, program);
    report(events, EVENT_STARTED, program);
    while (waitpid(program, &status, WUNTRACED) == program && WIFSTOPPED(status)) {
        tcsetpgrp(slave, getpid());
        report(events, EVENT_STOPPED, status);
        if (read(orders, &order, 1) != 1)
            _exit(1);
        tcsetpgrp(slave, program);
        kill(-program, SIGCONT);
    }
    report(events, EVENT_ENDED, status);
    _exit(0);
}

/* --- the test's side --- */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct pty *pty = user;
    if (property == VTERM_PROP_ALTSCREEN)
        pty->alternate = value->boolean;
    if (property == VTERM_PROP_CURSORVISIBLE)
        pty->cursor_shown = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void start_vterm(struct pty *pty)
{
    pty->vterm = vterm_new(pty->rows, pty->cols);
    vterm_set_utf8(pty->vterm, 1);
    pty->screen = vterm_obtain_screen(pty->vterm);
    vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
    vterm_screen_enable_altscreen(pty->screen, 1);
    vterm_screen_reset(pty->screen, 1);
    pty->cursor_shown = true;
}

static void set_close_on_exec(const int *fds, int count)
{
    for (int i = 0; i < count; i++)
        fcntl(fds[i], F_SETFD, FD_CLOEXEC);
}

void pty_resize_told(struct pty *pty, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    ioctl(pty->master, TIOCSWINSZ, &size);
}

static void set_size(struct pty *pty)
{
    pty_resize_told(pty, pty->rows, pty->cols);
}

static void receive(struct pty *pty);

struct pty *pty_start(const struct pty_options *options, const char *const argv[])
{
    struct pty *pty = calloc(1, sizeof *pty);
    int events[2], orders[2];
    assert_non_null(pty);
    pty->rows = options->rows;
    pty->cols = options->cols;
    pty->master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(pty->master >= 0 && grantpt(pty->master) == 0 && unlockpt(pty->master) == 0);
    pty->slave = open(ptsname(pty->master), O_RDWR | O_NOCTTY);
    assert_true(pty->slave >= 0 && pipe(events) == 0 && pipe(orders) == 0);
    set_close_on_exec((int[]){pty->master, pty->slave, events[0], events[1], orders[0], orders[1]}, 6);
    set_size(pty);
    assert_int_equal(tcgetattr(pty->slave, &pty->before), 0);
    start_vterm(pty);
    fflush(NULL);
    pty->guardian = fork();
    assert_true(pty->guardian >= 0);
    if (pty->guardian == 0) {
        close(pty->master);
        close(events[0]);
        close(orders[1]);
        guard(options, pty->slave, events[1], orders[0], argv);
    }
    close(events[1]);
    close(orders[0]);
    pty->events = events[0];
    pty->orders = orders[1];
    while (!pty->program)
        receive(pty);
    return pty;
}

void pty_free(struct pty *pty)
{
    if (!pty->ended)
        kill(pty->program, SIGKILL);
    close(pty->orders);
    if (pty->master >= 0) {
        close(pty->slave);
        close(pty->master);
    }
    waitpid(pty->guardian, NULL, 0);
    close(pty->events);
    vterm_free(pty->vterm);
    free(pty->bytes);
    free(pty->text);
    free(pty);
}

static void keep(struct pty *pty, const char *bytes, size_t count)
{
    if (pty->count + count > pty->capacity) {
        pty->capacity = 2 * (pty->count + count);
        pty->bytes = realloc(pty->bytes, pty->capacity + 1); /* and a zero behind them */
        assert_non_null(pty->bytes);
    }
    memcpy(pty->bytes + pty->count, bytes, count);
    pty->count += count;
    pty->bytes[pty->count] = '\0';
    vterm_input_write(pty->vterm, bytes, count);
}

/* Reads what the program has sent; returns whether there was anything. */
static bool take_bytes(struct pty *pty)
{
    char bytes[4096];
    struct pollfd in = {.fd = pty->master, .events = POLLIN};
    if (pty->master < 0 || poll(&in, 1, 0) <= 0 || !(in.revents & POLLIN))
        return false;
    ssize_t count = read(pty->master, bytes, sizeof bytes);
    if (count > 0)
        keep(pty, bytes, (size_t)count);
    return count > 0;
}

static void take_event(struct pty *pty)
{
    struct event event;
    if (read(pty->events, &event, sizeof event) != sizeof event)
        fail_msg("the guardian is gone");
    if (event.kind == EVENT_STARTED)
        pty->program = event.value;
    pty->stopped = event.kind == EVENT_STOPPED;
    if (event.kind == EVENT_ENDED) {
        pty->ended = true;
        pty->status = event.value;
        while (take_bytes(pty))
            ;
    }
}

/* Waits briefly for output, and reads it. */
static void receive(struct pty *pty)
{
    struct pollfd fds[] = {{.fd = pty->ended ? -1 : pty->events, .events = POLLIN},
                           {.fd = pty->master, .events = POLLIN}};
    if (poll(fds, 2, 200) <= 0)
        return;
    take_bytes(pty);
    if (fds[0].revents)
        take_event(pty);
}

void pty_type(struct pty *pty, const char *keys)
{
    size_t count = strlen(keys);
    assert_int_equal(write(pty->master, keys, count), (int)count);
}

void pty_resize(struct pty *pty, int rows, int cols)
{
    pty->rows = rows;
    pty->cols = cols;
    vterm_set_size(pty->vterm, rows, cols);
    set_size(pty);
}

void pty_signal(struct pty *pty, int signal)
{
    assert_int_equal(kill(pty->program, signal), 0);
}

void pty_listen(struct pty *pty, int ms)
{
    for (long end = now_ms() + ms; now_ms() < end;)
        receive(pty);
}

/* --- waiting --- */

static void give_up(struct pty *pty, const char *what)
{
    fprintf(stderr, "waited in vain for: %s\nthe program %s; the screen is\n%s\n", what,
                pty->ended ? "has ended" : pty->stopped ? "is stopped" : "runs", pty_screen(pty));
    fail();
}

void pty_wait(struct pty *pty, bool (*check)(const char *screen, void *context), void *context, const char *what)
{
    long deadline = now_ms() + PATIENCE_MS;
    while (!check(pty_screen(pty), context)) {
        if (now_ms() > deadline || (pty->ended && !take_bytes(pty)))
            give_up(pty, what);
        receive(pty);
    }
}

static bool has_text(const char *screen, void *context)
{
    return strstr(screen, context) != NULL;
}

void pty_wait_text(struct pty *pty, const char *text)
{
    pty_wait(pty, has_text, (void *)text, text);
}

static bool lacks_text(const char *screen, void *context)
{
    return !has_text(screen, context);
}

void pty_wait_gone(struct pty *pty, const char *text)
{
    char what[200];
    snprintf(what, sizeof what, "the end of: %s", text);
    pty_wait(pty, lacks_text, (void *)text, what);
}

int pty_wait_exit(struct pty *pty)
{
    long deadline = now_ms() + PATIENCE_MS;
    while (!pty->ended) {
        if (now_ms() > deadline)
            give_up(pty, "the end of the program");
        receive(pty);
    }
    return pty->status;
}

void pty_wait_stopped(struct pty *pty)
{
    long deadline = now_ms() + PATIENCE_MS;
    while (!pty->stopped) {
        if (now_ms() > deadline || pty->ended)
            give_up(pty, "the program to be stopped");
        receive(pty);
    }
    while (take_bytes(pty))
        ;
}

void pty_continue(struct pty *pty)
{
    pty->stopped = false;
    assert_int_equal(write(pty->orders, "c", 1), 1);
}

void pty_hang_up(struct pty *pty)
{
    close(pty->slave);
    close(pty->master);
    pty->master = pty->slave = -1;
}

/* --- reading the screen --- */

static size_t put_cell(char *out, uint32_t glyph)
{
    if (glyph == UINT32_MAX) /* the second cell of a wide character */
        return 0;
    if (glyph < 0x80) {
        out[0] = (char)(glyph ? glyph : ' ');
        return 1;
    }
    if (glyph < 0x800) {
        out[0] = (char)(0xc0 | glyph >> 6);
        out[1] = (char)(0x80 | (glyph & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | (glyph >> 12 & 0x0f));
    out[1] = (char)(0x80 | (glyph >> 6 & 0x3f));
    out[2] = (char)(0x80 | (glyph & 0x3f));
    return 3;
}

const char *pty_screen(struct pty *pty)
{
    size_t used = 0;
    pty->text = realloc(pty->text, (size_t)pty->rows * ((size_t)pty->cols * 3 + 1) + 1);
    assert_non_null(pty->text);
    for (int row = 0; row < pty->rows; row++) {
        size_t start = used;
        for (int col = 0; col < pty->cols; col++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(pty->screen, (VTermPos){.row = row, .col = col}, &cell);
            used += put_cell(pty->text + used, cell.chars[0]);
        }
        while (used > start && pty->text[used - 1] == ' ')
            used--;
        pty->text[used++] = '\n';
    }
    pty->text[used] = '\0';
    return pty->text;
}

const char *pty_bytes(const struct pty *pty, size_t *count)
{
    *count = pty->count;
    return pty->bytes;
}

bool pty_sent(const struct pty *pty, size_t from, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = from; i + length <= pty->count; i++)
        if (memcmp(pty->bytes + i, text, length) == 0)
            return true;
    return false;
}

bool pty_alternate(const struct pty *pty)
{
    return pty->alternate;
}

bool pty_cursor_shown(const struct pty *pty)
{
    return pty->cursor_shown;
}

bool pty_modes_as_before(const struct pty *pty)
{
    struct termios now;
    if (tcgetattr(pty->slave, &now) != 0)
        return false;
    return now.c_iflag == pty->before.c_iflag && now.c_oflag == pty->before.c_oflag &&
           now.c_cflag == pty->before.c_cflag && now.c_lflag == pty->before.c_lflag &&
           memcmp(now.c_cc, pty->before.c_cc, sizeof now.c_cc) == 0;
}

static long sleeps_of_thread(const char *folder, const char *thread)
{
    char path[600], line[256];
    long count = 0;
    snprintf(path, sizeof path, "%s/%.200s/status", folder, thread);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        sscanf(line, "voluntary_ctxt_switches: %ld", &count);
    if (file)
        fclose(file);
    return count;
}

long pty_sleeps(const struct pty *pty)
{
    char folder[64];
    long sum = 0;
    snprintf(folder, sizeof folder, "/proc/%d/task", (int)pty->program);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (entry->d_name[0] != '.')
            sum += sleeps_of_thread(folder, entry->d_name);
    if (dir)
        closedir(dir);
    return sum;
}
