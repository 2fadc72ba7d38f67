/* lab_figure.c - a figure for print, drawn by a child process while the laboratory continues. */
#include <stdio.h>

#include "tui/lab/lab_state.h"
#include "tui/lab/lab_write.h"

enum { LOOK_MS = 50 /* interval between two checks of the child */ };

int lab_figure_wait(const struct lab *lab)
{
    return lab->figure ? LOOK_MS : -1;
}

bool lab_figure_serve(struct lab *lab, bool wait)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    struct catapult_error err;
    if (!lab->figure || !lab->illustrator->end(lab->figure, wait, &status, &err))
        return false;
    lab->figure = NULL;
    lab_last(lab, ":figure: ");
    if (status == CATAPULT_STATUS_OK)
        lab_say(lab, "wrote %.200s", lab->figure_path);
    else
        lab_refuse(lab, "%.200s", err.text);
    return true;
}

static void figure_begin(struct lab *lab, const char *path)
{
    struct catapult_settings of;
    struct catapult_error err;
    char command[REPRODUCE_TEXT];
    lab_reproduce(lab, WRITE_CSV, &of, command);
    enum catapult_status status = lab->illustrator->begin(&lab->figure, path, lab->settings, &lab->snapshot,
                                                          lab->histories, lab->view.focus, command, &err);
    if (status == CATAPULT_STATUS_USAGE)
        lab_mistyped(lab, "%.200s", err.text);
    else if (status != CATAPULT_STATUS_OK)
        lab_refuse(lab, "%.200s", err.text);
    else if (!lab->figure)
        lab_refuse(lab, "there is no gnuplot; .gp and .csv are there for it");
    else
        lab_say(lab, "gnuplot draws %.200s", path);
}

void lab_figure_named(struct lab *lab, const char *name)
{
    if (!lab_ready(lab))
        return;
    if (!lab->illustrator || lab->figure) {
        lab_refuse(lab, lab->figure ? "gnuplot is still at %.200s" : "there is nobody to draw it", lab->figure_path);
        return;
    }
    if (!lab_write_path(lab, name, lab->figure_path, sizeof lab->figure_path))
        return;
    figure_begin(lab, lab->figure_path);
    if (!lab->terminal)
        lab_figure_serve(lab, true); /* no user is waiting */
}
