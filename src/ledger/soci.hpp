#pragma once
// Debian's soci-config.h says that SOCI was built with Boost and so makes every user include Boost's headers, which no
// package of SOCI brings. Only bindings that the ledger does not use need them, so this stands in for that file.
#define SOCICONFIG_H_INCLUDED
#define SOCI_HAVE_CXX11
#define SOCI_HAVE_VISIBILITY_SUPPORT
#include <soci/soci.h>
