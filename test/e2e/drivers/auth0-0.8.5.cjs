'use strict';

require('./serve-sdk.cjs')(require('auth0-0.8.5'));
