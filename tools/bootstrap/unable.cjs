'use strict';

/** Something only a person can mend; the message says how. */
exports.Unable = class Unable extends Error {};
