/* preset_find.c - finds presets by name. */
#include "data/preset.h"

#include <string.h>

enum catapult_status preset_find(const char *name, const char *presets_dir, char path[PRESET_PATH],
                                 struct catapult_error *err)
{
    return shelf_find(&shelf_presets, name, presets_dir, path, err);
}

size_t preset_list(const char *presets_dir, struct shelf_entry **out)
{
    return shelf_list(&shelf_presets, presets_dir, out);
}

void preset_describe(struct shelf_entry *entry)
{
    struct catapult_settings settings;
    entry->error.code = CATAPULT_STATUS_OK;
    *entry->title = '\0';
    if (preset_load(entry->path, NULL, &settings, NULL, &entry->error) == CATAPULT_STATUS_OK
        && catapult_settings_validate(&settings, &entry->error) == CATAPULT_STATUS_OK)
        snprintf(entry->title, sizeof entry->title, "%s", settings.title);
}
