#!/usr/bin/env node
/*
 * The entry. Written in the oldest JavaScript there is, so that an old Node can parse it far enough to say what to
 * install. Where a newer Node is installed beside flip-hub (the `node` package), it is used instead.
 */
'use strict';
var MINIMUM = [22, 12];
var version = process.versions.node.split('.');
var major = Number(version[0]);
var newEnough = major > MINIMUM[0] || (major === MINIMUM[0] && Number(version[1]) >= MINIMUM[1]);

if (newEnough) require('./load.js');
else require('./newer-node.js')(MINIMUM.join('.'));
