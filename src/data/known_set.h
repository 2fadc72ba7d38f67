/* known_set.h - a published set of labelled examples: what its reader has to tell, and what is the same for
 * every one of them.
 *
 * A set has a training half and a test half.  A reader opens a half, which gives the class of every row, and
 * then reads the rows that were drawn, and only those.  Finding the folder, choosing classes, drawing, targets
 * and messages about too few examples are known_set.c's.
 *
 * A new set is a file read_NAME.c with a const struct known_set, its line in known_sets[] and, as a source,
 * what source.h says. */
#ifndef DATA_KNOWN_SET_H
#define DATA_KNOWN_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>
#include <catapult/status.h>

#include "data/pick.h"
#include "data/set_find.h"

enum set_half_kind { SET_TRAIN, SET_TEST, SET_BOTH };

struct known_file {
    const char *name;   /* of the file in the set's folder; with a slash at its end a folder of files */
    enum set_half_kind half;
    uint64_t bytes;     /* of the published file, unpacked */
    const char *sha256; /* likewise; NULL: not known */
};

/* A file on the publisher's server. */
struct known_download {
    const char *url;
    uint64_t bytes;     /* that travel; about as many where the server packs them anew each time */
    const char *file;   /* the known_file that it is, as it is or packed by gzip; NULL: a tar archive of all of them */
    const char *inside; /* of an archive: what stands before their names there */
};

/* One half, opened. */
struct set_half {
    char name[SET_PATH]; /* of the file, for messages */
    const char *task;    /* "reading training examples", for reports of progress; set before open */
    size_t rows;
    int *label;          /* (rows) class of each, freed by known_close */
    size_t d;            /* inputs of an example */
    size_t image[3];     /* channels, height, width if it is an image, else 0 */
    void *reader;        /* the reader's own, released by its close */
};

struct known_set {
    const char *name;               /* the word of data.source, and the set's folder */
    const char *title;
    const char *needs;              /* the packages without which this program was built; NULL: it has its reader */
    const struct known_file *files; /* ended by a name of NULL; the first is what the set is found by */
    const struct known_download *downloads; /* where they are published, ended by a url of NULL; NULL: nowhere */
    bool packed;                    /* a file may be there as FILE.gz */
    bool rest;                      /* without a test file the test examples are drawn from the rest of the
                                       training file */
    int first_class, classes;       /* as data.classes counts them */

    /* d and image of a half, from the head of its file alone. */
    enum catapult_status (*shape)(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                  struct catapult_error *err);

    /* All but the inputs.  half is zeroed before; known_close follows whatever is returned, as after shape. */
    enum catapult_status (*open)(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                 const struct catapult_progress *progress, struct catapult_error *err);

    /* The inputs (pick->count, d) of the rows drawn.  Every number finite. */
    enum catapult_status (*read)(struct set_half *half, const struct pick *pick, double *x,
                                 const struct catapult_progress *progress, struct catapult_error *err);

    void (*close)(struct set_half *half);    /* NULL: the reader keeps nothing */
    void (*finish)(struct catapult_dataset *data);    /* what only the whole training set can tell; NULL: nothing */
};

extern const struct known_set set_mnist, set_cifar10, set_svhn, set_fsdd, set_agnews;

/* All of them, ended by NULL. */
extern const struct known_set *const known_sets[];

/* CATAPULT_STATUS_INPUT if the set's reader was left out of this build. */
enum catapult_status known_built(const struct known_set *set, struct catapult_error *err);

/* Whether the set at this place has a file for that half. */
bool known_has(const struct known_set *set, const struct set_place *place, enum set_half_kind which);

enum catapult_status known_open(const struct known_set *set, const struct set_place *place, enum set_half_kind which,
                                struct set_half *half, const struct catapult_progress *progress,
                                struct catapult_error *err);
void known_close(const struct known_set *set, struct set_half *half);

/* The examples that the settings ask for, not yet normalised. */
enum catapult_status known_load(const struct known_set *set, const struct catapult_settings *settings,
                                struct catapult_dataset **out, const struct catapult_progress *progress,
                                struct catapult_error *err);

struct source_sizes;
enum catapult_status known_sizes(const struct known_set *set, const struct catapult_settings *settings,
                                 struct source_sizes *out, struct catapult_error *err);

/* "file.mat: no memory for 3 labels" or the labels of a half, zeroed; for the readers. */
enum catapult_status known_labels(struct set_half *half, size_t rows, struct catapult_error *err);

#endif
