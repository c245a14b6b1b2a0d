#!/bin/bash
echo "Rolling back..."
echo "Rollback successful"
