'use strict';

require('./serve-sdk.cjs')(require('auth0-0.1.16'));
