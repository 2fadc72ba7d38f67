/* request.h - everything a user can request in the laboratory, in one table.
 *
 * The keys of GROUP_LESSON are a separate layer: in a lesson they take precedence over all others, elsewhere they are
 * not bound.
 *
 * A request is a row of REQUEST_LIST: its constant, its name, its group on the help screen, its short label on the
 * bottom key line (NULL: not there), its help line and its default keys.  Dispatch, key line and help screen all use
 * these rows, so that the documentation of a key cannot be wrong.
 *
 * Keys are plain code points; other keys have a CODE_ constant above Unicode.  No key needs Alt, a function key or
 * brackets; Ctrl-S, Ctrl-Q and Ctrl-Z are left to the terminal.  Adjacent rows with the same label share one entry of
 * the key line: "+ - eta".  A row may have no key (CODE_NONE); then it is requested by its name, after ':'. */
#ifndef TUI_REQUEST_H
#define TUI_REQUEST_H

#include <stddef.h>
#include <stdint.h>

enum key_code {
    CODE_NONE = 0,
    CODE_CTRL_C = 3,
    CODE_BACKSPACE = 8,
    CODE_TAB = 9,
    CODE_CTRL_L = 12,
    CODE_ENTER = 13,
    CODE_CTRL_R = 18,
    CODE_CTRL_U = 21,
    CODE_ESCAPE = 27,
    CODE_UP = 0x110000, /* the first number that is not a code point */
    CODE_DOWN,
    CODE_LEFT,
    CODE_RIGHT,
    CODE_HOME,
    CODE_END,
    CODE_PAGE_UP,
    CODE_PAGE_DOWN,
    CODE_MOUSE,        /* a mouse event, see term_mouse_events */
    CODE_RESIZE,       /* the terminal has a new size: not a key, but in the same stream */
    CODE_OTHER         /* an unknown key */
};

#define REQUEST_GROUP_LIST(X)                  \
    X(GROUP_RUN, "Run")                        \
    X(GROUP_ETA, "Learning rate")              \
    X(GROUP_BRANCH, "Back, and runs side by side") \
    X(GROUP_CURSOR, "Readout cursor")          \
    X(GROUP_VIEW, "What is shown")             \
    X(GROUP_SCREEN, "Screens")                 \
    X(GROUP_LESSON, "In a lesson")             \
    X(GROUP_PROGRAM, "Program")

/* X(constant, name, group, label, help, default keys...) in the order of the help screen. */
#define REQUEST_LIST(X)                                                                                    \
    X(REQUEST_RUN, "run", GROUP_RUN, "run", "run or pause", ' ')                                           \
    X(REQUEST_FORWARD, "forward", GROUP_RUN, "step", "one iteration forward, and pause", '.')              \
    X(REQUEST_BACK, "back", GROUP_RUN, "step", "one iteration back (exact), and pause", ',')               \
    X(REQUEST_FASTER, "faster", GROUP_RUN, "speed", "more iterations per second, up to no limit", '>')       \
    X(REQUEST_SLOWER, "slower", GROUP_RUN, "speed", "fewer iterations per second", '<')                      \
    X(REQUEST_RESTART, "restart", GROUP_RUN, "restart", "restart with the same seed; this run stays as a ghost", 'r') \
    X(REQUEST_NEXT_SEED, "next-seed", GROUP_RUN, NULL, "restart with the next seed", 's')                    \
    X(REQUEST_RATE, "rate", GROUP_RUN, NULL, "set the iterations per second", CODE_NONE)           \
    X(REQUEST_ETA_UP, "eta-up", GROUP_ETA, "eta", "eta times 1.05", '+', CODE_UP, '=')                     \
    X(REQUEST_ETA_DOWN, "eta-down", GROUP_ETA, "eta", "eta divided by 1.05", '-', CODE_DOWN)               \
    X(REQUEST_ETA_LEAP_UP, "eta-leap-up", GROUP_ETA, NULL, "eta times 1.25", CODE_PAGE_UP)                 \
    X(REQUEST_ETA_LEAP_DOWN, "eta-leap-down", GROUP_ETA, NULL, "eta divided by 1.25", CODE_PAGE_DOWN)      \
    X(REQUEST_ETA_TYPE, "eta", GROUP_ETA, "type eta", "type eta: 0.4, 1.2crit, 3.9/l1, 0.9max", 'e')       \
    X(REQUEST_ETA_CRIT, "eta-crit", GROUP_ETA, NULL, "eta to eta_crit = 2/lambda_1(0)", 'c')               \
    X(REQUEST_ETA_NEXT, "eta-next", GROUP_ETA, NULL, "eta to the next mark of the ruler", 'x')             \
    X(REQUEST_ETA_PREVIOUS, "eta-previous", GROUP_ETA, NULL, "eta to the previous mark of the ruler", 'X')   \
    X(REQUEST_REWIND, "rewind", GROUP_BRANCH, NULL, "take the run back to the cursor", 'b')                     \
    X(REQUEST_UNDO, "undo", GROUP_BRANCH, NULL, "undo the last change of the run: eta, going back, fork", 'u') \
    X(REQUEST_REDO, "redo", GROUP_BRANCH, NULL, "redo what was undone", CODE_CTRL_R)                       \
    X(REQUEST_FORK, "fork", GROUP_BRANCH, "fork", "fork the run at the cursor: one more run, up to 8", 'f') \
    X(REQUEST_RUN_NEXT, "next-run", GROUP_BRANCH, NULL, "focus the next run; the others wait", 'n')     \
    X(REQUEST_RUN_PREVIOUS, "previous-run", GROUP_BRANCH, NULL, "focus the previous run", 'N')          \
    X(REQUEST_RUN_DELETE, "delete-run", GROUP_BRANCH, NULL, "delete the run in focus, after asking", 'd') \
    X(REQUEST_COMPARE, "compare", GROUP_BRANCH, NULL, "plots: this run alone, all runs, differences to this one", 'D') \
    X(REQUEST_CURSOR_LEFT, "left", GROUP_CURSOR, NULL, "one iteration back", CODE_LEFT)                    \
    X(REQUEST_CURSOR_RIGHT, "right", GROUP_CURSOR, NULL, "one iteration on", CODE_RIGHT)                   \
    X(REQUEST_CURSOR_LEAP_LEFT, "leap-left", GROUP_CURSOR, NULL, "ten iterations back, or a tenth of the view", 'H') \
    X(REQUEST_CURSOR_LEAP_RIGHT, "leap-right", GROUP_CURSOR, NULL, "ten iterations on, or a tenth of the view", 'L') \
    X(REQUEST_CURSOR_FIRST, "first", GROUP_CURSOR, NULL, "to the first iteration", CODE_HOME)              \
    X(REQUEST_CURSOR_NEWEST, "newest", GROUP_CURSOR, NULL, "to the newest iteration, and follow it", CODE_END) \
    X(REQUEST_MODEL, "model", GROUP_VIEW, "model", "next model in focus", 'm')                             \
    X(REQUEST_OVERLAY, "overlay", GROUP_VIEW, NULL, "all models, or only the one in focus", 'a')           \
    X(REQUEST_LOG, "log", GROUP_VIEW, "log", "log or linear scale of the focused pane", 'y')               \
    X(REQUEST_PANE, "pane", GROUP_VIEW, NULL, "next pane", CODE_TAB)                                       \
    X(REQUEST_ZOOM, "zoom", GROUP_VIEW, NULL, "focused pane over the whole screen, and back", 'z')         \
    X(REQUEST_ZOOM_IN, "zoom-in", GROUP_VIEW, NULL, "half as many iterations in view, around the cursor", 'i') \
    X(REQUEST_ZOOM_OUT, "zoom-out", GROUP_VIEW, NULL, "twice as many iterations in view, up to all", 'o')  \
    X(REQUEST_FREEZE, "freeze", GROUP_VIEW, NULL, "freeze the scales of the plots as they are, and back", 'A') \
    X(REQUEST_PRESENT, "present", GROUP_VIEW, NULL, "presenter: one pane, thick lines, big numbers; and back", 'p') \
    X(REQUEST_MOUSE, "mouse", GROUP_VIEW, NULL, "mouse on or off: click, wheel, drag the ruler", 'M') \
    X(REQUEST_GLYPHS, "glyphs", GROUP_VIEW, NULL, "braille, block or ASCII glyphs", 'g')                   \
    X(REQUEST_THEME, "theme", GROUP_VIEW, NULL, "next theme: safe, dark, light, contrast, mono", 't')      \
    X(REQUEST_REDRAW, "redraw", GROUP_VIEW, NULL, "redraw the screen", CODE_CTRL_L)                     \
    X(REQUEST_SCREEN_MAIN, "main", GROUP_SCREEN, "screens", "main: loss, kernel, learning rate", '1') \
    X(REQUEST_SCREEN_DIRECTIONS, "directions", GROUP_SCREEN, "screens", "eigendirections: spectrum, loss along each, Figs. 6, 7", '2') \
    X(REQUEST_SCREEN_PORTRAIT, "portrait", GROUP_SCREEN, "screens", "phase portrait over the exact map, and cobweb", '3') \
    X(REQUEST_SCREEN_BIFURCATION, "bifurcation", GROUP_SCREEN, "screens", "bifurcation: where exact maps end, against eta", '4') \
    X(REQUEST_SCREEN_FUNCTION, "function", GROUP_SCREEN, "screens", "what was learnt: f(x) and data, the worst examples", '5') \
    X(REQUEST_SCREEN_SWEEP, "sweep", GROUP_SCREEN, "screens", "sweep: best test loss of whole runs against eta", '6') \
    X(REQUEST_SCREEN_KERNEL, "kernel", GROUP_SCREEN, "screens", "kernel, sharpness, Taylor error, gates", '7') \
    X(REQUEST_SCREEN_SETTINGS, "settings", GROUP_SCREEN, "screens", "settings to edit, presets to open", '8') \
    X(REQUEST_SCREEN_RUNS, "runs", GROUP_SCREEN, "screens", "runs side by side: a table, and their curves", '9') \
    X(REQUEST_SLIDE_NEXT, "next-slide", GROUP_LESSON, "slide", "the next slide, or the answer to a question", 'n') \
    X(REQUEST_SLIDE_BACK, "previous-slide", GROUP_LESSON, "slide", "the previous slide, with the run as it was", 'N') \
    X(REQUEST_SLIDE, "slide", GROUP_LESSON, NULL, "the slide of that number", CODE_NONE)                 \
    X(REQUEST_WRITE, "write", GROUP_PROGRAM, "write", "write the screen (.svg, .txt) and its rows (.csv)", 'w') \
    X(REQUEST_FIGURE, "figure", GROUP_PROGRAM, NULL, "loss and lambda_1 for print, by gnuplot", CODE_NONE)      \
    X(REQUEST_COPY, "copy", GROUP_PROGRAM, NULL, "copy the readout to the clipboard (OSC 52)", 'C')        \
    X(REQUEST_SET, "set", GROUP_PROGRAM, NULL, "change a setting of the preset and restart", CODE_NONE) \
    X(REQUEST_COMMAND, "command", GROUP_PROGRAM, NULL, "type any of these by name; Tab completes", ':')    \
    X(REQUEST_HELP, "help", GROUP_PROGRAM, "help", "this help", '?')                                       \
    X(REQUEST_CLOSE, "close", GROUP_PROGRAM, NULL, "close help or prompt; never quits", CODE_ESCAPE)       \
    X(REQUEST_QUIT, "quit", GROUP_PROGRAM, "quit", "quit", 'q', CODE_CTRL_C)

#define REQUEST_ENUM(constant, ...) constant,
enum request {
    REQUEST_LIST(REQUEST_ENUM) REQUEST_COUNT,
    REQUEST_NONE = REQUEST_COUNT /* the request of an unbound key */
};
#undef REQUEST_ENUM

#define REQUEST_GROUP_ENUM(constant, title) constant,
enum request_group { REQUEST_GROUP_LIST(REQUEST_GROUP_ENUM) GROUP_COUNT };
#undef REQUEST_GROUP_ENUM

/* The screens are the rows of GROUP_SCREEN, in the order of enum screen_kind (screens.h). */
enum { REQUEST_SCREEN_FIRST = REQUEST_SCREEN_MAIN };

enum { REQUEST_KEYS_MAX = 4 };

struct request_info {
    const char *name;
    enum request_group group;
    const char *label;                 /* on the key line; NULL: not there */
    const char *help;
    uint32_t keys[REQUEST_KEYS_MAX];   /* the default keys, CODE_NONE after the last */
};

extern const struct request_info requests[REQUEST_COUNT]; /* keymap.c */
extern const char *const request_group_titles[GROUP_COUNT];

#endif
