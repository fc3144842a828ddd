/* The fault hook that KAMU_TEST_FAULT installs (test builds only). */
#ifndef KAMU_BASE_FS_FAULT_H
#define KAMU_BASE_FS_FAULT_H

#include "base/fs.h"

kamu_code fs_fault_from_env(struct fs *fs, struct kamu_error *err);

#endif
