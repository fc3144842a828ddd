#include "cli/command.h"
#include "cli/progress.h"
