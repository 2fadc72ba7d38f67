/* set_get.c - see set_get.h. */
#include "data/set_get.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "data/fetch.h"
#include "data/checksum.h"
#include "data/set_unpack.h"
#include "data/stream.h"

enum { ADDRESS = 2048 };

static const char part[] = ".part";

const char *set_get_name(const struct known_download *download)
{
    return strrchr(download->url, '/') + 1;
}

static enum catapult_status get_make_folder(const char *path, struct catapult_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST || errno == EISDIR)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: cannot make this folder: %s", path_shown(path),
                              strerror(errno));
}

/* Makes the folder and its missing parents. */
static enum catapult_status get_make_folders(char *path, struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (char *slash = strchr(path + 1, '/'); slash && status == CATAPULT_STATUS_OK; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        status = get_make_folder(path, err);
        *slash = '/';
    }
    return status == CATAPULT_STATUS_OK ? get_make_folder(path, err) : status;
}

/* Two programs writing the same file would corrupt it. */
static enum catapult_status lock_folder(struct set_get *get, struct catapult_error *err)
{
    get->lock = open(get->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (get->lock < 0)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(get->folder), strerror(errno));
    if (flock(get->lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: another catapult is fetching files into it",
                              path_shown(get->folder));
}

static enum catapult_status choose_folder(struct set_get *get, const char *data_path, struct catapult_error *err)
{
    int length = 0;
    if (*data_path)
        length = snprintf(get->folder, sizeof get->folder, "%s/%s", data_path, get->set->name);
    else
        set_user_folder(get->set->name, get->folder, sizeof get->folder);
    if (length >= (int)sizeof get->folder)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "data.path is too long");
    if (!*get->folder)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "no folder to put data into: neither XDG_DATA_HOME nor HOME is set");
    return CATAPULT_STATUS_OK;
}

enum catapult_status set_get_begin(struct set_get *get, const struct known_set *set, const char *data_path,
                                   struct catapult_error *err)
{
    get->set = set;
    get->lock = -1;
    enum catapult_status status = known_built(set, err);
    if (status == CATAPULT_STATUS_OK && !fetch_built())
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                    "data get: this program was built without downloads (install "
                                    "libcurl4-openssl-dev, then configure and build again)");
    if (status == CATAPULT_STATUS_OK)
        status = choose_folder(get, data_path, err);
    if (status == CATAPULT_STATUS_OK)
        status = get_make_folders(get->folder, err);
    if (status == CATAPULT_STATUS_OK)
        status = lock_folder(get, err);
    return status;
}

void set_get_end(struct set_get *get)
{
    if (get->lock >= 0)
        close(get->lock);
    get->lock = -1;
}

/* Whether the download contains this file of the set. */
static bool brings(const struct known_download *download, const struct known_file *file)
{
    return !download->file || strcmp(download->file, file->name) == 0;
}

/* Compares one file with the published one. */
static enum catapult_status set_check_file(const struct known_file *file, const char *path, const char *origin,
                                           const struct catapult_progress *progress, struct catapult_error *err)
{
    struct set_sum sum;
    struct catapult_error reason;
    enum catapult_status status = set_sum(path, &sum, progress, &reason);
    if (status == CATAPULT_STATUS_INPUT)
        return catapult_error_set(err, status, "%.250s: not the published %s (%.250s)", origin, file->name,
                                  reason.text);
    if (status != CATAPULT_STATUS_OK) {
        *err = reason;
        return status;
    }
    enum set_verdict verdict = set_compare(file, &sum);
    if (verdict == VERDICT_PUBLISHED || verdict == VERDICT_SIZE)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                              "%.250s: not the published %s (%llu bytes, sha256 %.16s...; published: %llu "
                              "bytes, sha256 %.16s...)",
                              origin, file->name, (unsigned long long)sum.bytes, sum.sha256,
                              (unsigned long long)file->bytes, file->sha256 ? file->sha256 : "not known");
}

enum catapult_status set_get_there(const struct set_get *get, const struct known_download *download, bool *there,
                                   const struct catapult_progress *progress, struct catapult_error *err)
{
    struct set_place *place = xnew_array(1, sizeof *place);
    char path[SET_PATH];
    enum catapult_status status = CATAPULT_STATUS_OK;
    strcpy(place->folder, get->folder);
    *there = true;
    for (const struct known_file *file = get->set->files; status == CATAPULT_STATUS_OK && file->name; file++) {
        struct catapult_error reason;
        if (!brings(download, file))
            continue;
        if (set_file(get->set, place, file->name, path, &reason) != CATAPULT_STATUS_OK) {
            *there = false;
            continue;
        }
        status = set_check_file(file, path, path_shown(path), progress, &reason);
        if (status == CATAPULT_STATUS_INPUT)
            status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.480s; remove it first", reason.text);
        else if (status != CATAPULT_STATUS_OK)
            *err = reason;
    }
    free(place);
    return status;
}

/* Renames from `from`; both names are in the folder that is held open. */
static enum catapult_status get_take_name(const struct set_get *get, const char *from, const char *to,
                                          struct catapult_error *err)
{
    size_t folder = strlen(get->folder) + 1;
    if (renameat(get->lock, from + folder, get->lock, to + folder) == 0)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: cannot write: %s", path_shown(to), strerror(errno));
}

/* The download is one file of the set, plain or gzipped. */
static enum catapult_status get_finish_file(const struct set_get *get, const struct known_download *download,
                                            const char *origin, const char *fetched,
                                            const struct catapult_progress *progress, struct catapult_error *err)
{
    char path[2 * SET_PATH];
    const struct known_file *file = get->set->files;
    while (strcmp(file->name, download->file) != 0)
        file++;
    enum catapult_status status = set_check_file(file, fetched, origin, progress, err);
    snprintf(path, sizeof path, "%s/%s", get->folder, set_get_name(download));
    return status == CATAPULT_STATUS_OK ? get_take_name(get, fetched, path, err) : status;
}

/* The download is an archive with all of the set's files.  Files that are there already are published ones. */
static enum catapult_status finish_archive(const struct set_get *get, const struct known_download *download,
                                           const char *origin, const char *fetched,
                                           const struct catapult_progress *progress, struct catapult_error *err)
{
    char path[2 * SET_PATH], from[2 * SET_PATH + sizeof part];
    enum catapult_status status = set_unpack(get->set, fetched, download->inside, get->folder, part, progress, err);
    for (int check = 1; check >= 0; check--) /* check all of them before the first is renamed */
        for (const struct known_file *file = get->set->files; status == CATAPULT_STATUS_OK && file->name; file++) {
            size_t length = strlen(file->name), slash = file->name[length - 1] == '/';
            snprintf(path, sizeof path, "%s/%.*s", get->folder, (int)(length - slash), file->name);
            snprintf(from, sizeof from, "%s%s", path, part);
            if (check)
                status = set_check_file(file, from, origin, progress, err);
            else if (!slash || access(path, F_OK) != 0)
                status = get_take_name(get, from, path, err);
        }
    set_unpack_clear(get->set, get->folder, part);
    if (status == CATAPULT_STATUS_OK)
        unlink(fetched);
    return status;
}

/* The address to fetch from: FROM/SET/NAME, or the publisher's. */
static enum catapult_status choose_address(const struct set_get *get, const struct known_download *download,
                                           char url[ADDRESS], struct catapult_error *err)
{
    const char *from = get->from, *slash = from && *from && from[strlen(from) - 1] == '/' ? "" : "/";
    int length = from ? snprintf(url, ADDRESS, "%s%s%s/%s", from, slash, get->set->name, set_get_name(download))
                      : snprintf(url, ADDRESS, "%s", download->url);
    if (length >= 0 && length < ADDRESS)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                              "--from: '%.60s...' is too long: an address may have %d bytes", from ? from : "",
                              ADDRESS - 1);
}

enum catapult_status set_get_fetch(const struct set_get *get, const struct known_download *download,
                                   const struct catapult_progress *progress, struct catapult_error *err)
{
    const char *name = set_get_name(download);
    char path[SET_PATH], url[ADDRESS];
    struct fetch fetch = {.url = url, .name = download->file ? name : get->set->name, .path = path, .bytes = download->bytes,
                          .patience = get->patience};
    if (choose_address(get, download, url, err) != CATAPULT_STATUS_OK)
        return err->code;
    if (snprintf(path, sizeof path, "%s/%s%s", get->folder, name, part) >= SET_PATH)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: the path is too long", path_shown(get->folder));
    for (;;) {
        enum catapult_status status = fetch_file(&fetch, progress, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        status = download->file ? get_finish_file(get, download, fetch.url, path, progress, err)
                                : finish_archive(get, download, fetch.url, path, progress, err);
        if (status != CATAPULT_STATUS_INPUT)
            return status;
        unlink(path);
        if (!fetch.resumed)
            return status;
        /* an earlier attempt began it, perhaps from another address: start again from its beginning */
    }
}
