/* cmd_list.c - lists the presets, one line each. */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "base/text.h"

static int list_run(int argc, char **argv)
{
    struct options options;
    struct search_entry *entries;
    struct catapult_error err;
    int status = options_parse(&options, &command_list, NULL, argc, argv);
    if (status >= 0)
        return status;
    size_t count = preset_list(options.presets_dir, &entries);
    if (count == (size_t)-1) {
        catapult_error_set(&err, CATAPULT_STATUS_NOMEM, "no memory for the list of presets");
        return cmd_fail(&err);
    }
    for (size_t i = 0; i < count; i++) {
        preset_describe(&entries[i]);
        bool sound = entries[i].error.code == CATAPULT_STATUS_OK;
        printf("%-20s %s%s\n", text_tame(entries[i].name), sound ? entries[i].title : "cannot be used: ",
               sound ? "" : entries[i].error.text);
    }
    if (count == 0)
        puts("no presets found");
    free(entries);
    return EXIT_DONE;
}

const struct command command_list = {
    .name = "list",
    .args = "",
    .help = "List the presets, one per line",
    .examples = "  catapult list\n"
                "  catapult list --presets ~/lectures\n",
    .run = list_run,
};
