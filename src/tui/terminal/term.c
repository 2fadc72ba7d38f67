/* term.c - see term.h.  The only file that includes ncurses.
 *
 * ncurses keeps a copy of the screen and sends the difference.  Its own handlers for SIGWINCH, SIGTSTP and SIGINT are
 * not used: they may run on any thread and act at once, while signals.c lets the event loop act between two frames.
 * Keys are read through a pad, because reading through stdscr would also refresh it. */
#include "tui/terminal/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include <poll.h>

#include "base/number.h"
#include "tui/input/request.h"
#include "tui/terminal/signals.h"
#include "tui/canvas/theme.h"

enum { ESCAPE_DELAY = 25 /* ms: after this time an Esc is a key and not the start of a sequence */ };

/* Motion while a button is held (1002), which curses does not request; OFF also disables everything curses may have
 * requested. */
#define MOUSE_MOTION "\033[?1002h"
#define MOUSE_OFF "\033[?1002l\033[?1000l\033[?1006l"

static SCREEN *screen;
static bool mouse_wanted;
static WINDOW *keys;    /* never shown */
static bool utf8;       /* the locale's encoding */
static int colors;      /* 256, 8 or 0 */
static bool own_ground; /* the terminal's default colours are available */
static enum theme theme;
static cchar_t *line;   /* (line_size), one row for ncurses */
static int line_size;

static enum catapult_status term_refuse(struct catapult_error *err, const char *why)
{
    return catapult_error_set(
        err, CATAPULT_STATUS_USAGE,
        "%s; --plain needs only lines of text, and 'catapult run PRESET' does the same experiment without", why);
}

/* Checks before ncurses starts: newterm() would exit with the screen half changed, or guess. */
static enum catapult_status check_terminal(struct catapult_error *err)
{
    char why[200];
    int known;
    const char *type = getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return term_refuse(err, "the laboratory needs a terminal on stdin and stdout");
    if (!type || !*type)
        return term_refuse(err, "the laboratory needs a terminal, but TERM is not set");
    if (setupterm(NULL, STDOUT_FILENO, &known) != OK) {
        snprintf(why, sizeof why, "the laboratory needs a terminal it knows, but TERM is '%.60s'", type);
        return term_refuse(err, why);
    }
    bool able = cursor_address && clear_screen;
    del_curterm(cur_term);
    if (!able) {
        snprintf(why, sizeof why, "the laboratory needs a terminal whose cursor can be moved, but TERM is '%.60s'",
                 type);
        return term_refuse(err, why);
    }
    return CATAPULT_STATUS_OK;
}

/* A colour of a pair for ncurses; -1 if the terminal's default is available. */
static short pair_color(int color, short own)
{
    return color < 0 ? own : (short)color;
}

void term_theme(enum theme wanted)
{
    theme = wanted;
    for (short i = 0; i < STYLE_COUNT && colors; i++) {
        struct look look = theme_look(theme, (enum style)i, colors);
        init_pair((short)(i + 1), pair_color(look.color, own_ground ? -1 : COLOR_WHITE),
                  pair_color(look.ground, own_ground ? -1 : COLOR_BLACK));
    }
}

static void start_colors(enum term_color wanted)
{
    const char *no_color = getenv("NO_COLOR");
    colors = 0;
    if (wanted == TERM_COLOR_NEVER || (wanted == TERM_COLOR_AUTO && no_color && *no_color))
        return;
    if (!has_colors() || start_color() != OK)
        return;
    own_ground = use_default_colors() == OK;
    colors = COLORS >= 256 ? 256 : 8;
}

/* tputs() takes a plain function for each byte, so its buffer is static. */
static struct {
    char bytes[RESCUE_BYTES];
    size_t count;
} farewell;

static int farewell_put(int byte)
{
    if (farewell.count < sizeof farewell.bytes)
        farewell.bytes[farewell.count++] = (char)byte;
    return byte;
}

static void farewell_add(const char *capability)
{
    if (capability)
        tputs(capability, 1, farewell_put);
}

/* Prepares what endwin() would send, for when endwin() cannot be called. */
static void arm_rescue(void)
{
    farewell.count = 0;
    farewell_add(exit_attribute_mode);
    farewell_add(exit_alt_charset_mode);
    if (colors)
        farewell_add(orig_pair);
    farewell_add(keypad_local);
    if (!exit_ca_mode)
        farewell_add(clear_screen);
    farewell_add(exit_ca_mode);
    farewell_add(cursor_normal);
    if (key_mouse) /* whether it is on or not */
        farewell_add(MOUSE_OFF);
    rescue_arm(farewell.bytes, farewell.count);
}

/* Makes Ctrl-C an ordinary key; Ctrl-Z and Ctrl-\ keep their meaning. */
static void release_ctrl_c(void)
{
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) != 0)
        return;
    modes.c_cc[VINTR] = _POSIX_VDISABLE;
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    def_prog_mode();
}

static void start_input(void)
{
    cbreak();
    noecho();
    release_ctrl_c();
    set_escdelay(ESCAPE_DELAY);
    keys = newpad(1, 1);
    keypad(keys, TRUE);
    nodelay(keys, TRUE);
}

enum catapult_status term_start(enum term_color color, enum theme wanted, struct catapult_error *err)
{
    if (check_terminal(err) != CATAPULT_STATUS_OK)
        return err->code;
    if (!signals_start())
        return catapult_error_set(err, CATAPULT_STATUS_IO, "no pipe for signals");
    rescue_begin();
    utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 || strcmp(nl_langinfo(CODESET), "UTF8") == 0;
    use_env(FALSE); /* term_resize finds the size; curses would accept any size and allocate memory for it */
    screen = newterm(NULL, stdout, stdin);
    if (!screen) {
        rescue_end();
        signals_stop();
        return term_refuse(err, "the laboratory needs a terminal that curses can drive");
    }
    repeat_char = NULL; /* some terminals that claim to be xterm misread the sequence for repeated characters */
    start_colors(color);
    term_theme(wanted);
    start_input();
    curs_set(0);
    arm_rescue();
    term_resize();
    return CATAPULT_STATUS_OK;
}

void term_stop(void)
{
    if (mouse_wanted)
        term_mouse(false);
    delwin(keys);
    endwin();
    delscreen(screen);
    rescue_end();
    signals_stop();
    free(line);
    line = NULL;
    line_size = 0;
}

/* Consoles whose font or character set is known to lack the finer glyphs. */
static bool is_plain_type(const char *type)
{
    static const char *const plain[] = {"vt", "linux", "ansi", "cons", "pc", "sun", "wy", "xterm-old"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strncmp(type, plain[i], strlen(plain[i])) == 0)
            return true;
    return false;
}

enum glyph_set term_glyphs(void)
{
    const char *type = getenv("TERM");
    return utf8 && type && !is_plain_type(type) ? GLYPHS_BRAILLE : GLYPHS_ASCII;
}

int term_colors(void)
{
    return colors;
}

bool term_unicode(void)
{
    return utf8;
}

void term_size(int *rows, int *cols)
{
    *rows = LINES;
    *cols = COLS;
}

/* The size from the system, else from the environment; 0: neither knows it. */
static int side_of(unsigned short known, const char *variable, int most)
{
    const char *text = getenv(variable);
    long side = known;
    if (side == 0 && (!text || !number_whole(text, &side) || side < 0))
        side = 0;
    return side < most ? (int)side : most;
}

/* curses stores rows and columns in 15 bits and crashes beyond; no real screen is that large. */
void term_resize(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        size.ws_row = size.ws_col = 0;
    int rows = side_of(size.ws_row, "LINES", TERM_ROWS_MOST), cols = side_of(size.ws_col, "COLUMNS", TERM_COLS_MOST);
    rows = rows ? rows : LINES;
    cols = cols ? cols : COLS;
    if (rows != LINES || cols != COLS)
        resize_term(rows, cols);
    term_distrust(); /* also for the same size: it may have changed in between, and the content may be lost */
}

void term_distrust(void)
{
    if (curscr) /* NULL without a terminal */
        clearok(curscr, TRUE);
}

/* Whether the terminal has the glyph with that width; otherwise sets '?'. */
static bool set_cell(cchar_t *out, const struct cell *cell, int width)
{
    wchar_t glyph[2] = {(wchar_t)cell->glyph, L'\0'};
    bool plain = !colors || theme == THEME_MONO;
    struct look look = theme_look(theme, (enum style)cell->style, colors);
    attr_t attributes = (look.attributes & LOOK_BOLD ? A_BOLD : 0) |
                        (look.attributes & LOOK_UNDERLINE ? A_UNDERLINE : 0) |
                        (look.attributes & LOOK_REVERSE ? A_REVERSE : 0);
    bool fits = cell->glyph >= ' ' && (cell->glyph <= '~' || (utf8 && wcwidth(glyph[0]) == width));
    if (!fits)
        glyph[0] = L'?';
    setcchar(out, glyph, attributes, plain ? 0 : (short)(cell->style + 1), NULL);
    return fits;
}

/* Fills `line`.  A wide character takes two cells, or becomes "??".  Returns the number of characters. */
static int set_row(const struct cell *cells, int cols)
{
    int count = 0;
    for (int col = 0; col < cols; col++) {
        bool wide = col + 1 < cols && cells[col + 1].glyph == CELL_BEHIND;
        col += set_cell(&line[count++], &cells[col], wide ? 2 : 1) && wide;
    }
    return count;
}

void term_draw(const struct canvas *canvas)
{
    int rows = canvas->rows < LINES ? canvas->rows : LINES, cols = canvas->cols < COLS ? canvas->cols : COLS;
    if (cols > line_size) {
        cchar_t *wider = realloc(line, (size_t)cols * sizeof *line);
        if (!wider)
            return;
        line = wider;
        line_size = cols;
    }
    for (int row = 0; row < rows; row++)
        mvadd_wchnstr(row, 0, line, set_row(canvas->cell + (size_t)row * (size_t)canvas->cols, cols));
    refresh();
}

bool term_writable(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) != 0; /* also on an error: the write will report it */
}

bool term_send(const char *bytes, size_t count)
{
    while (count > 0 && term_writable()) {
        ssize_t sent = write(STDOUT_FILENO, bytes, count); /* curses buffers nothing between frames */
        if (sent < 0 && errno != EINTR)
            return false;
        bytes += sent > 0 ? sent : 0;
        count -= sent > 0 ? (size_t)sent : 0;
    }
    return count == 0;
}

int term_fd(void)
{
    return STDIN_FILENO;
}

static uint32_t code_of(wint_t key)
{
    switch (key) {
    case KEY_UP: return CODE_UP;
    case KEY_DOWN: return CODE_DOWN;
    case KEY_LEFT: return CODE_LEFT;
    case KEY_RIGHT: return CODE_RIGHT;
    case KEY_HOME: return CODE_HOME;
    case KEY_END: return CODE_END;
    case KEY_PPAGE: return CODE_PAGE_UP;
    case KEY_NPAGE: return CODE_PAGE_DOWN;
    case KEY_BACKSPACE: return CODE_BACKSPACE;
    case KEY_ENTER: return CODE_ENTER;
    case KEY_MOUSE: return CODE_MOUSE;
    case KEY_RESIZE: return CODE_RESIZE;
    default: return CODE_OTHER;
    }
}

bool term_mouse(bool on)
{
    if (!key_mouse)
        return false;
    static const mmask_t wanted = BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED | REPORT_MOUSE_POSITION;
    bool known = mousemask(on ? wanted : 0, NULL) != 0 || !on; /* no clicks: curses would make them from press and release */
    mouseinterval(0); /* reports events at once; otherwise mousemask sets a delay the first time */
    mouse_wanted = on && known;
    if (mouse_wanted)
        term_send(MOUSE_MOTION, strlen(MOUSE_MOTION));
    else
        term_send(MOUSE_OFF, strlen(MOUSE_OFF));
    return known;
}

static bool mouse_event(const MEVENT *event, bool held, struct term_mouse *out)
{
    static const struct {
        mmask_t state;
        enum mouse_kind kind;
    } kinds[] = {{BUTTON4_PRESSED, MOUSE_WHEEL_UP},   {BUTTON5_PRESSED, MOUSE_WHEEL_DOWN}, {BUTTON1_PRESSED, MOUSE_PRESS},
                 {BUTTON1_RELEASED, MOUSE_RELEASE},   {REPORT_MOUSE_POSITION, MOUSE_DRAG}};
    *out = (struct term_mouse){.row = event->y, .col = event->x};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (event->bstate & kinds[i].state) {
            out->kind = kinds[i].kind;
            return out->kind != MOUSE_DRAG || held;
        }
    return false;
}

/* curses returns the newest event first. */
int term_mouse_events(struct term_mouse out[TERM_MOUSE_MOST])
{
    static bool held;
    MEVENT events[TERM_MOUSE_MOST];
    int count = 0, told = 0;
    while (count < TERM_MOUSE_MOST && getmouse(&events[count]) == OK)
        count++;
    for (int i = count - 1; i >= 0; i--) {
        if (!mouse_event(&events[i], held, &out[told]))
            continue;
        if (out[told].kind == MOUSE_PRESS || out[told].kind == MOUSE_RELEASE)
            held = out[told].kind == MOUSE_PRESS;
        told++;
    }
    return told;
}

uint32_t term_key(void)
{
    wint_t key;
    int kind = wget_wch(keys, &key);
    if (kind == ERR)
        return CODE_NONE;
    if (kind == KEY_CODE_YES)
        return code_of(key);
    if (key == '\n' || key == '\r')
        return CODE_ENTER;
    if (key == 127)
        return CODE_BACKSPACE;
    return key == 0 ? CODE_OTHER : (uint32_t)key;
}

/* A terminal that is gone is always readable, with nothing to read. */
bool term_gone(void)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    int waiting = 0;
    if (poll(&in, 1, 0) <= 0)
        return false;
    if (in.revents & (POLLHUP | POLLERR | POLLNVAL))
        return true;
    return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
}

void term_suspend(void)
{
    if (mouse_wanted)
        term_send(MOUSE_OFF, strlen(MOUSE_OFF));
    endwin();
    signals_stop_self();
    term_resume();
}

void term_resume(void)
{
    if (!isendwin())
        endwin(); /* the shell has used the screen: start from nothing */
    reset_prog_mode();
    term_resize();
    term_distrust();
    refresh();
    if (mouse_wanted)
        term_mouse(true);
}

void term_die(const char *message)
{
    rescue_die(message);
}
