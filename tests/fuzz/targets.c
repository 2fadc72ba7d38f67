/* targets.c - see fuzz.h. */
#include "fuzz.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct fuzz_target *const fuzz_targets[] = {
    &fuzz_preset, &fuzz_set, &fuzz_eta, &fuzz_csv, &fuzz_npy, &fuzz_idx, &fuzz_cifar10, &fuzz_tar,
    &fuzz_config, &fuzz_rows, &fuzz_journal, &fuzz_session, &fuzz_lesson,
#ifdef HAVE_TUI
    &fuzz_command,
#endif
#ifdef HAVE_MATIO
    &fuzz_mat,
#endif
#ifdef HAVE_SNDFILE
    &fuzz_wav,
#endif
    &fuzz_agnews,
    NULL,
};

const struct fuzz_target *fuzz_find(const char *name)
{
    for (int i = 0; fuzz_targets[i]; i++)
        if (name && strcmp(fuzz_targets[i]->name, name) == 0)
            return fuzz_targets[i];
    fprintf(stderr, "no target '%s'; there are:", name ? name : "");
    for (int i = 0; fuzz_targets[i]; i++)
        fprintf(stderr, " %s", fuzz_targets[i]->name);
    fprintf(stderr, "\n");
    exit(2);
}

void fuzz_require(int condition, const char *text)
{
    if (condition)
        return;
    fprintf(stderr, "fuzz: %s\n", text);
    abort();
}

void fuzz_refused(enum catapult_status status, const struct catapult_error *err)
{
    fuzz_require(status == CATAPULT_STATUS_INPUT || status == CATAPULT_STATUS_IO || status == CATAPULT_STATUS_NOMEM
                     || status == CATAPULT_STATUS_USAGE,
                 "a refusal with another status");
    fuzz_require(err->code == status, "the error has another status than the call");
    fuzz_require(*err->text != '\0', "a refusal without a reason");
    for (const char *c = err->text; *c; c++)
        fuzz_require((unsigned char)*c >= 0x20 && *c != 0x7f, "a control character in a message");
}

static char folder[64];
static pid_t owner; /* a child must not remove it */

static int remove_item(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)type;
    (void)place;
    return remove(path);
}

static void remove_folder(void)
{
    if (getpid() == owner)
        nftw(folder, remove_item, 8, FTW_DEPTH | FTW_PHYS);
}

/* In memory where there is such a place: a million files of a few bytes are written. */
const char *fuzz_folder(void)
{
    if (*folder)
        return folder;
    snprintf(folder, sizeof folder, "%s/catapult-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    fuzz_require(mkdtemp(folder) != NULL, "no temporary folder");
    owner = getpid();
    atexit(remove_folder);
    return folder;
}

const char *fuzz_path(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    return path;
}

void fuzz_write(const char *name, const void *data, size_t size)
{
    FILE *file = fopen(fuzz_path(name), "wb");
    fuzz_require(file && (size == 0 || fwrite(data, 1, size, file) == size) && fclose(file) == 0, "cannot write");
}
