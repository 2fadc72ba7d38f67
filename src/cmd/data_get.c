/* data_get.c - see data_get.h. */
#include "cmd/data_get.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/progress.h"
#include "base/number.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/fetch.h"
#include "data/set_get.h"

enum { PATIENCE = 30, PATIENCE_MAX = 3600, HOST_SHOWN = 60 };

/* The host in "https://host/...". */
static int host_length(const char *url, const char **host)
{
    *host = strstr(url, "//") + 2;
    int length = (int)strcspn(*host, "/");
    return length < HOST_SHOWN ? length : HOST_SHOWN;
}

int data_get_list(void)
{
    struct catapult_error err;
    for (const struct known_set *const *set = known_sets; *set; set++) {
        uint64_t bytes = 0;
        const char *host = "";
        int length = 0;
        if (known_built(*set, &err) != CATAPULT_STATUS_OK) {
            printf("%-8s  -         %s\n", (*set)->name, err.text);
            continue;
        }
        for (const struct known_download *d = (*set)->downloads; d && d->url; d++) {
            bytes += d->bytes;
            length = host_length(d->url, &host);
        }
        printf("%-8s  %5.1f MB  from %.*s: %s\n", (*set)->name, 1e-6 * (double)bytes, length, host, (*set)->title);
    }
    printf("%s\n", fetch_built() ? "'catapult data get SET' fetches one of them, 'catapult data get all' all."
                                 : "This program was built without downloads (install libcurl4-openssl-dev, then "
                                   "configure and build again).");
    return EXIT_DONE;
}

static enum catapult_status take_timeout(const char *text, int *seconds, struct catapult_error *err)
{
    long value = PATIENCE;
    if (text && (!number_whole(text, &value) || value < 1 || value > PATIENCE_MAX))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--timeout: '%.60s' is not a number of seconds (1 to %d)",
                                  text, PATIENCE_MAX);
    *seconds = (int)value;
    return CATAPULT_STATUS_OK;
}

/* Each download has its own clock; its progress line is wiped when it ends. */
static enum catapult_status get_one(const struct set_get *get, const struct known_download *download,
                                    struct catapult_error *err)
{
    bool there = false;
    struct progress_line line;
    progress_line_init(&line);
    struct catapult_progress progress = progress_line_as(&line);
    enum catapult_status status = set_get_there(get, download, &there, &progress, err);
    if (status == CATAPULT_STATUS_OK && !there)
        status = set_get_fetch(get, download, &progress, err);
    progress_line_done(&line);
    if (status == CATAPULT_STATUS_OK)
        printf("  %-26s %s\n", download->file ? set_get_name(download) : get->set->name, there ? "is there already" : "fetched, as published");
    fflush(stdout);
    return status;
}

static enum catapult_status get_set(struct set_get *get, const struct known_set *set, const char *data_path,
                                    struct catapult_error *err)
{
    enum catapult_status status = set_get_begin(get, set, data_path, err);
    char folder[SET_PATH];
    if (status == CATAPULT_STATUS_OK)
        printf("%-8s   %s\n  into %s\n", set->name, set->title, text_tame(strcpy(folder, get->folder)));
    for (const struct known_download *d = set->downloads; status == CATAPULT_STATUS_OK && d && d->url; d++)
        status = get_one(get, d, err);
    set_get_end(get);
    return status;
}

int data_get(const struct get_options *options, const struct known_set *const *sets, int count)
{
    struct catapult_error err;
    int code = EXIT_DONE;
    struct set_get *get = xnew_array(1, sizeof *get); /* allocated: the paths make it large */
    get->from = options->from;
    if (take_timeout(options->timeout, &get->patience, &err) != CATAPULT_STATUS_OK
        || (get->from && fetch_address(get->from, &err) != CATAPULT_STATUS_OK)) {
        free(get);
        return cmd_fail(&err);
    }
    for (int i = 0; i < count && !progress_interrupted(); i++) {
        enum catapult_status status = get_set(get, sets[i], options->data_path, &err);
        if (status != CATAPULT_STATUS_OK && status != CATAPULT_STATUS_CANCELLED)
            code = cmd_fail(&err);
    }
    free(get);
    return progress_interrupted() ? 128 + progress_interrupted() : code;
}
