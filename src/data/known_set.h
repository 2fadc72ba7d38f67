/* known_set.h - a published set of labelled examples: what its reader provides, and what is the same for all sets.
 *
 * A set has a training half and a test half.  A reader opens a half and gives the class of every row; then it reads
 * only the rows that were drawn.  known_set.c finds the folder, chooses classes, draws rows, makes targets and
 * reports too few examples.
 *
 * To add a set: a file read_NAME.c with a const struct known_set, its line in known_sets[] (known_sets.c) and, as for any source,
 * the steps in source.h. */
#ifndef DATA_KNOWN_SET_H
#define DATA_KNOWN_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>
#include <catapult/status.h>

#include "data/pick.h"

struct known_set;

enum { SET_PATH = 4096 };

struct set_place {
    char folder[SET_PATH];
    bool piece; /* the small sample that comes with the program */
};

enum set_half_kind { SET_TRAIN, SET_TEST, SET_BOTH };

struct known_file {
    const char *name;   /* of the file in the set's folder; a slash at its end means a folder of files */
    enum set_half_kind half;
    uint64_t bytes;     /* of the published file, unpacked */
    const char *sha256; /* likewise; NULL: not known */
};

/* A file on the publisher's server. */
struct known_download {
    const char *url;
    uint64_t bytes;     /* size of the download; approximate if the server packs it on request */
    const char *file;   /* the known_file it contains, plain or gzipped; NULL: a tar archive of all of them */
    const char *inside; /* for an archive: the prefix of their names in it */
};

/* One open half. */
struct set_half {
    char name[SET_PATH]; /* of the file, for messages */
    const char *task;    /* "reading training examples", for progress reports; set before open */
    size_t rows;
    int *label;          /* (rows) class of each, freed by known_close */
    size_t d;            /* inputs per example */
    size_t image[3];     /* channels, height, width of an image, else 0 */
    void *reader;        /* private to the reader, released by its close */
};

struct known_set {
    const char *name;               /* the value of data.source, and the name of the set's folder */
    const char *title;
    const char *needs;              /* packages this build lacks; NULL: the reader is built in */
    const struct known_file *files; /* ended by a name of NULL; the first is the one searched for */
    const struct known_download *downloads; /* ended by a url of NULL; NULL: cannot be downloaded */
    bool packed;                    /* a file may be stored as FILE.gz */
    bool rest;                      /* without a test file the test examples are drawn from the rest of the training
                                       file */
    int first_class, classes;       /* numbered as in data.classes */

    /* d and image of a half; reads only the head of its file. */
    enum catapult_status (*shape)(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                  struct catapult_error *err);

    /* Everything but the inputs.  half is zeroed before; the caller calls known_close whatever is returned, also
     * after shape. */
    enum catapult_status (*open)(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                 const struct catapult_progress *progress, struct catapult_error *err);

    /* The inputs (pick->count, d) of the drawn rows.  Every number is finite. */
    enum catapult_status (*read)(struct set_half *half, const struct pick *pick, double *x,
                                 const struct catapult_progress *progress, struct catapult_error *err);

    void (*close)(struct set_half *half);    /* NULL: the reader keeps nothing */
    void (*finish)(struct catapult_dataset *data);    /* a step that needs the whole training set; NULL: none */
};

/* --- finding its files ---------------------------------------------------------------------------------------- */

/* The user's own folder for the set of that name, or "" if there is no home folder. */
void set_user_folder(const char *name, char *folder, size_t size);

/* Finds the folder that has the first file of the set.  If data.path is not "": only data.path and its subfolder
 * NAME. Else $CATAPULT_DATA/NAME, $CATAPULT_DATA, the user's data folder, that of the source tree (search_path.h),
 * the installed one. */
enum catapult_status set_find(const struct known_set *set, const char *data_path, struct set_place *place,
                              struct catapult_error *err);

/* FOLDER/FILE, or FOLDER/FILE.gz if the set may be packed, whichever exists; CATAPULT_STATUS_INPUT if neither does. */
enum catapult_status set_file(const struct known_set *set, const struct set_place *place, const char *file,
                              char path[SET_PATH], struct catapult_error *err);

/* What to add to a message about too few examples: " (...)" for the small sample, else "". */
void set_hint(const char *name, const struct set_place *place, char *text, size_t size);

/* --- loading it -------------------------------------------------------------------------------------------------- */

extern const struct known_set set_mnist, set_cifar10, set_svhn, set_fsdd, set_agnews;

/* All sets, ended by NULL. */
extern const struct known_set *const known_sets[];

/* CATAPULT_STATUS_INPUT if the set's reader was left out of this build. */
enum catapult_status known_built(const struct known_set *set, struct catapult_error *err);

/* Whether the set at this place has a file for that half. */
bool known_has(const struct known_set *set, const struct set_place *place, enum set_half_kind which);

enum catapult_status known_open(const struct known_set *set, const struct set_place *place, enum set_half_kind which,
                                struct set_half *half, const struct catapult_progress *progress,
                                struct catapult_error *err);
void known_close(const struct known_set *set, struct set_half *half);

/* The examples the settings ask for, not yet normalised. */
enum catapult_status known_load(const struct known_set *set, const struct catapult_settings *settings,
                                struct catapult_dataset **out, const struct catapult_progress *progress,
                                struct catapult_error *err);

struct source_sizes;
enum catapult_status known_sizes(const struct known_set *set, const struct catapult_settings *settings,
                                 struct source_sizes *out, struct catapult_error *err);

/* Allocates the labels of a half, zeroed; error "file.mat: no memory for 3 labels".  For the readers. */
enum catapult_status known_labels(struct set_half *half, size_t rows, struct catapult_error *err);

#endif
