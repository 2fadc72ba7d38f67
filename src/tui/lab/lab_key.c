/* lab_key.c - passes a key to the prompt, to the help screen, or to the request it is bound to. */
#include <stdio.h>

#include "tui/lab/lab_state.h"

/* Executes the entered command, which may open a prompt of its own. */
static void enter_command(struct lab *lab)
{
    char line[COMMAND_TEXT];
    struct catapult_error err;
    snprintf(line, sizeof line, "%s", lab->prompt.text);
    if (!lab_command(lab, line, &err))
        lab_mistyped(lab, "%.200s", err.text);
    else if (!lab->last.mistyped)
        palette_keep(&lab->palette, line);
}

/* Enter means no: only the key y ends runs. */
static void enter_answer(struct lab *lab)
{
    lab_answer(lab, false);
}

/* Invalid text stays in the prompt with the reason, so that the user can correct it. */
static void prompt_entered(struct lab *lab)
{
    static void (*const enter[])(struct lab *lab) = {
        [PROMPT_ETA] = lab_enter_eta, [PROMPT_COMMAND] = enter_command, [PROMPT_SETTING] = lab_enter_setting,
        [PROMPT_QUESTION] = enter_answer};
    lab->prompt.open = false;
    lab_last(lab, "Enter: ");
    enter[lab->prompt.kind](lab);
    if (lab->last.mistyped)
        lab->prompt.open = true;
}

/* Reports what a cancelled prompt leaves unchanged; a cancelled question counts as no. */
static void prompt_closed(struct lab *lab)
{
    static const char *const words[] = {"eta stays", "no command", "the setting stays"};
    if (lab->prompt.kind == PROMPT_QUESTION)
        lab_answer(lab, false);
    else
        lab_last(lab, "Esc: %s", words[lab->prompt.kind]);
}

static void prompt_pressed(struct lab *lab, uint32_t key)
{
    if (keymap_find(&lab->keymap, key) == REQUEST_QUIT && key < ' ') {
        lab->quit = true; /* Ctrl-C; a plain q is text here */
        return;
    }
    if (lab->prompt.kind == PROMPT_QUESTION && key > ' ' && key <= '~') {
        lab_answer(lab, key == 'y' || key == 'Y');
        return;
    }
    if (lab->prompt.kind == PROMPT_COMMAND && palette_key(&lab->palette, &lab->prompt, key)) {
        lab->prompt_error[0] = '\0';
        return;
    }
    switch (prompt_key(&lab->prompt, key)) {
    case PROMPT_ENTER:
        prompt_entered(lab);
        break;
    case PROMPT_CLOSED:
        prompt_closed(lab);
        break;
    case PROMPT_EDITED:
        lab->prompt_error[0] = '\0';
        palette_edited(&lab->palette, &lab->prompt);
        break;
    case PROMPT_FULL:
        lab_mistyped(lab, "no more than %d characters; Ctrl-U empties the line", PROMPT_TEXT - 1);
        break;
    case PROMPT_IGNORED:
        break;
    }
}

/* Scrolls the help by the usual scroll keys, whatever they are bound to in the laboratory. */
static bool help_scrolled(struct lab *lab, uint32_t key)
{
    int page = lab->canvas.rows > 4 ? lab->canvas.rows - 3 : 1, *scroll = &lab->view.help_scroll;
    int most = screen_help_scroll_max(lab->canvas.rows, lab->canvas.cols);
    switch (key) {
    case CODE_UP: *scroll -= 1; break;
    case CODE_DOWN: *scroll += 1; break;
    case CODE_PAGE_UP: *scroll -= page; break;
    case CODE_PAGE_DOWN: case ' ': *scroll += page; break;
    case CODE_HOME: *scroll = 0; break;
    case CODE_END: *scroll = most; break;
    default: return false;
    }
    lab_clamp(lab);
    return true;
}

static void help_pressed(struct lab *lab, uint32_t key)
{
    if (help_scrolled(lab, key))
        return;
    enum request request = keymap_find(&lab->keymap, key);
    switch (request) {
    case REQUEST_HELP:
    case REQUEST_CLOSE:
        lab->view.help = false;
        lab_say(lab, "help closed");
        break;
    case REQUEST_QUIT:
    case REQUEST_REDRAW:
        lab_do(lab, request);
        break;
    default:
        lab_refuse(lab, "Esc closes the help first");
    }
}

static void mouse_moved(struct lab *lab)
{
    struct term_mouse mouse[TERM_MOUSE_MOST];
    int count = term_mouse_events(mouse);
    for (int i = 0; i < count; i++)
        lab_mouse(lab, &mouse[i]);
}

static void pressed(struct lab *lab, uint32_t key)
{
    char name[16];
    key_name(key, name, sizeof name);
    lab_last(lab, "%s: ", name);
    if (lab->view.help)
        help_pressed(lab, key);
    else if (lab->view.screen != SCREEN_SETTINGS || !lab_form_key(lab, key))
        lab_do(lab, keymap_find(&lab->keymap, key));
}

void lab_key(struct lab *lab, uint32_t key)
{
    lab->by_hand = true;
    if (key == CODE_MOUSE)
        mouse_moved(lab);
    else if (lab->prompt.open && key != CODE_RESIZE)
        prompt_pressed(lab, key);
    else if (key != CODE_RESIZE)
        pressed(lab, key);
    lab->by_hand = false;
}

void lab_clamp(struct lab *lab)
{
    struct view *view = &lab->view;
    int most = screen_help_scroll_max(lab->canvas.rows, lab->canvas.cols);
    if (view->help_scroll > most)
        view->help_scroll = most;
    if (view->help_scroll < 0)
        view->help_scroll = 0;
    if (view->follow || view->cursor > lab->snapshot.t)
        view->cursor = lab->snapshot.t;
    if (view->screen == SCREEN_SETTINGS)
        lab_form_open(lab); /* a new run has its own settings */
    if (lab->snapshot.models > 0 && view->focus >= lab->snapshot.models)
        view->focus = 0;
}
