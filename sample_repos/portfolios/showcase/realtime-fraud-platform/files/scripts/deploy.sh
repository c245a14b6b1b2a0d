#!/bin/bash
echo "Deploying to production..."
sleep 2
echo "Deployment successful"
