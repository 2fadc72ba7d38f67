/* kind.h - a kind of figure, and what all kinds need: the settings of a run, claims, the files. */
#ifndef FIGURE_KIND_H
#define FIGURE_KIND_H

#include "figure/figure.h"

struct figure_kind {
    const char *name;
    /* Runs what the figure needs, fills report->claims, appends the settings to report->note, writes the CSV and
     * describes the picture. */
    enum catapult_status (*make)(const struct figure *figure, const struct figure_request *request, FILE *csv,
                                 struct page *page, struct figure_report *report, struct catapult_error *err);
    enum catapult_status (*cost)(const struct figure *figure, const struct figure_request *request,
                                 struct figure_cost *cost, struct catapult_error *err);
};

extern const struct figure_kind kind_trace, kind_sweep;

/* Where the settings of a run come from. */
struct figure_setting {
    const char *preset;
    const char *small; /* "key=value key=value": differences at the small scale */
    const char *both;  /* differences at every scale, may be NULL */
    const char *label; /* in titles and claims: "CIFAR-2, fc"; NULL: none is needed */
    const char *evidence; /* differences of the scale of that name from the small one; NULL: it is the paper's */
};

/* Combines, in this order: the preset, the figure's changes and the scale's, the request's, `last` ("key=value
 * key=value", may be NULL).  Numbers of examples are reduced to what is available; then `fitted` (may be NULL) is "
 * (...)", else "". */
enum catapult_status figure_settings(const struct figure_request *request, const struct figure_setting *from,
                                     const char *last, struct catapult_settings *out, char fitted[FIGURE_TEXT],
                                     struct catapult_error *err);

/* "cifar10 {0, 2}, n 256, test 2000; fc 5000 relu"; varied: leaves out widths and gamma, because they differ by run. */
void figure_describe(const struct catapult_settings *settings, bool varied, char *text, size_t size);

/* Operations of one step of an experiment. */
enum catapult_status figure_step_flops(const struct catapult_settings *settings, double *flops,
                                       struct catapult_error *err);

/* Appends to the note; cuts what does not fit. */
void figure_note(struct figure_report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Append a claim with its verdict; one about single runs, seen or against; a remark. */
void figure_verdict(struct figure_report *report, enum figure_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void figure_claim(struct figure_report *report, bool seen, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void figure_remark(struct figure_report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
