/* set_sum.c - see set_sum.h. */
#include "data/set_sum.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/xalloc.h"
#include "data/folder.h"
#include "data/stream.h"

enum { CHUNK = 1 << 16, BETWEEN_REPORTS = 16 };

static const char task[] = "checksums";

static enum catapult_status sum_file(const char *path, struct set_sum *sum, const struct catapult_progress *progress,
                                     struct catapult_error *err)
{
    struct stream *stream;
    struct sha256 sha;
    enum catapult_status status = stream_open(&stream, path, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    char *chunk = xnew_array(CHUNK, 1);
    sha256_init(&sha);
    for (size_t got = 1; status == CATAPULT_STATUS_OK && got > 0;) {
        if (catapult_progress_report(progress, task, stream_fraction(stream)))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        else
            status = stream_read(stream, chunk, CHUNK, &got, err);
        if (status == CATAPULT_STATUS_OK)
            sha256_add(&sha, chunk, got);
    }
    sum->bytes = sha.bytes;
    sha256_text(&sha, sum->sha256);
    stream_close(stream);
    free(chunk);
    return status;
}

static enum catapult_status sum_folder(const char *path, struct set_sum *sum, const struct catapult_progress *progress,
                                       struct catapult_error *err)
{
    struct folder folder;
    struct sha256 lines;
    char file[SET_PATH + 256], line[SHA256_TEXT + 260];
    enum catapult_status status = folder_open(&folder, path, err);
    sum->bytes = 0;
    sha256_init(&lines);
    for (size_t i = 0; status == CATAPULT_STATUS_OK && i < folder.count; i++) {
        struct set_sum one;
        if (i % BETWEEN_REPORTS == 0 && catapult_progress_report(progress, task, (double)i / (double)folder.count))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        snprintf(file, sizeof file, "%s/%s", path, folder.name[i]);
        if (status == CATAPULT_STATUS_OK)
            status = sum_file(file, &one, NULL, err);
        if (status != CATAPULT_STATUS_OK)
            break;
        sum->bytes += one.bytes;
        snprintf(line, sizeof line, "%s  %s\n", one.sha256, folder.name[i]);
        sha256_add(&lines, line, strlen(line));
    }
    sha256_text(&lines, sum->sha256);
    if (status == CATAPULT_STATUS_OK || folder.count)
        folder_close(&folder);
    return status;
}

enum catapult_status set_sum(const char *path, struct set_sum *sum, const struct catapult_progress *progress,
                             struct catapult_error *err)
{
    struct stat info;
    bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    return folder ? sum_folder(path, sum, progress, err) : sum_file(path, sum, progress, err);
}

enum set_verdict set_compare(const struct known_file *file, const struct set_sum *sum)
{
    if (sum->bytes != file->bytes)
        return VERDICT_PIECE;
    if (!file->sha256)
        return VERDICT_SIZE;
    return strcmp(sum->sha256, file->sha256) == 0 ? VERDICT_PUBLISHED : VERDICT_CHANGED;
}

const char *set_verdict_text(enum set_verdict verdict)
{
    static const char *const texts[] = {
        [VERDICT_PUBLISHED] = "as published",
        [VERDICT_SIZE] = "of the published size",
        [VERDICT_PIECE] = "a piece, not of the published size",
        [VERDICT_CHANGED] = "NOT AS PUBLISHED: the size is right, the checksum is not",
    };
    return texts[verdict];
}
